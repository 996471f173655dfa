package io.trunkline.webhook.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.webhook.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealTest {
  private static final UUID TENANT = UUID.fromString("0f0e0d0c-0000-4000-8000-000000000001");
  private static final UUID WEBHOOK = UUID.fromString("0f0e0d0c-0000-4000-8000-000000000002");
  private static final byte[] TEXT = {1, 2, 3};

  @TempDir Path folder;

  private static String key(int seed) {
    var key = new byte[32];
    key[0] = (byte) seed;
    return Base64.getEncoder().encodeToString(key);
  }

  private static Seal seal(int newest, Integer... previous) {
    return new Seal(
        new MasterKey(
            Secret.of(key(newest)),
            "",
            Arrays.stream(previous).map(seed -> Secret.of(key(seed))).toList()));
  }

  private static byte[] open(Seal seal, byte[] sealed) {
    return seal.open(TENANT, WEBHOOK, "secret", sealed);
  }

  private static byte[] close(Seal seal) {
    return seal.close(TENANT, WEBHOOK, "secret", TEXT);
  }

  @Test
  void sealedValueNamesItsKeyByTheStartOfTheKeysHash() {
    // SHA-256 of 32 zero bytes begins with 66687aadf862bd77.
    var sealed = close(seal(0));
    assertThat(HexFormat.of().formatHex(sealed, 0, 9)).isEqualTo("0166687aadf862bd77");
    assertThat(sealed).hasSize(9 + 12 + TEXT.length + 16);
    assertThat(open(seal(0), sealed)).isEqualTo(TEXT);
  }

  @Test
  void valueFromBeforeThereWereNamesOpensUnderEachKnownKey() {
    var sealed = close(seal(1));
    var nameless = Arrays.copyOfRange(sealed, 9, sealed.length);
    assertThat(open(seal(1), nameless)).isEqualTo(TEXT);
    assertThat(open(seal(2, 1), nameless)).isEqualTo(TEXT);
    assertThat(seal(1).isCurrent(nameless)).isFalse();
    assertThatThrownBy(() -> open(seal(2), nameless)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void newestKeySealsAndPreviousOnesOpen() {
    var old = close(seal(1));
    var rotated = seal(2, 1);
    assertThat(open(rotated, old)).isEqualTo(TEXT);
    assertThat(rotated.isCurrent(old)).isFalse();
    var fresh = close(rotated);
    assertThat(rotated.isCurrent(fresh)).isTrue();
    assertThat(open(seal(2), fresh)).isEqualTo(TEXT);
    assertThatThrownBy(() -> open(seal(1), fresh)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void valueThatWasMovedOrChangedDoesNotOpen() {
    var seal = seal(1);
    var sealed = close(seal);
    assertThatThrownBy(() -> seal.open(WEBHOOK, WEBHOOK, "secret", sealed))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> seal.open(TENANT, WEBHOOK, "headers", sealed))
        .isInstanceOf(IllegalStateException.class);
    for (int i = 0; i < sealed.length; i++) {
      var changed = sealed.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> open(seal, changed)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void fileOfKeysIsReadAgainWhereAnUnknownOneIsNamed() throws IOException {
    var file = folder.resolve("keys");
    Files.write(file, List.of(key(1)));
    var seal = new Seal(new MasterKey(Secret.of(""), file.toString(), List.of()));
    var byOther = close(seal(2));
    Files.write(file, List.of(key(2), "", key(1)));
    assertThat(open(seal, byOther)).isEqualTo(TEXT);
    assertThat(seal.isCurrent(close(seal))).isTrue();
    Files.write(file, List.of("damaged"));
    assertThatThrownBy(seal::refresh)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageNotContaining("damaged");
    assertThat(open(seal, byOther)).isEqualTo(TEXT);
  }
}
