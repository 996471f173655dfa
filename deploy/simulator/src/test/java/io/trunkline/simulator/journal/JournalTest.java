package io.trunkline.simulator.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path folder;

  @Test
  void theNewestValueOfEachKeyIsRead() {
    try (Journal journal = open(new LinkedHashMap<>())) {
      journal.commit(new Batch().put("a", bytes("1")).put("b", bytes("2")));
      journal.commit(new Batch().put("a", bytes("3")).delete("b").put("c", new byte[0]));
    }
    assertThat(read()).containsExactly(Map.entry("a", "3"), Map.entry("c", ""));
  }

  @Test
  void aTornBatchNeverHappened() throws IOException {
    try (Journal journal = open(new LinkedHashMap<>())) {
      journal.commit(new Batch().put("a", bytes("1")));
      journal.commit(new Batch().put("a", bytes("2")).put("b", bytes("2")));
    }
    byte[] whole = Files.readAllBytes(file());
    for (int cut = 1; cut < 24; cut++) {
      Files.write(file(), Arrays.copyOf(whole, whole.length - cut));
      assertThat(read()).containsExactly(Map.entry("a", "1"));
    }
  }

  @Test
  void whatIsWrittenBehindATornBatchIsRead() throws IOException {
    try (Journal journal = open(new LinkedHashMap<>())) {
      journal.commit(new Batch().put("a", bytes("1")));
    }
    Files.write(file(), new byte[] {0, 0, 1}, StandardOpenOption.APPEND);
    try (Journal journal = open(new LinkedHashMap<>())) {
      journal.commit(new Batch().put("b", bytes("2")));
    }
    assertThat(read()).containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
  }

  @Test
  void aLogGrownByOverwritingIsRewritten() throws IOException {
    byte[] large = new byte[1 << 20];
    try (Journal journal = open(new LinkedHashMap<>())) {
      journal.commit(new Batch().put("kept", bytes("x")));
      for (int i = 0; i < 200; i++) {
        journal.commit(new Batch().put("large", large));
      }
      journal.commit(new Batch().put("last", bytes("y")));
    }
    assertThat(Files.size(file())).isLessThan(130L << 20);
    assertThat(read()).containsKeys("kept", "large", "last");
  }

  @Test
  void theLedgerRemembersAcrossRestarts() {
    Path file = folder.resolve("known.log");
    try (Ledger ledger = new Ledger(file)) {
      for (int i = 0; i < 10_000; i++) {
        assertThat(ledger.remember(Ledger.key("key " + i), i + 1)).isZero();
      }
      assertThat(ledger.remember(Ledger.key("key 7"), 99)).isEqualTo(8);
    }
    try (Ledger ledger = new Ledger(file)) {
      assertThat(ledger.knows(Ledger.key("key 9999"))).isTrue();
      assertThat(ledger.knows(Ledger.key("key 10000"))).isFalse();
      assertThat(ledger.remember(Ledger.key("key 7"), 99)).isEqualTo(8);
      ledger.clear();
      assertThat(ledger.knows(Ledger.key("key 7"))).isFalse();
    }
  }

  private Journal open(Map<String, String> read) {
    return new Journal(
        file(), (key, value) -> read.put(key, new String(value, StandardCharsets.UTF_8)));
  }

  private Map<String, String> read() {
    Map<String, String> read = new LinkedHashMap<>();
    open(read).close();
    return read;
  }

  private Path file() {
    return folder.resolve("journal.log");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
