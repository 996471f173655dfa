package io.trunkline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Faults of the order, the frames and the clock, as a device meets them.
class FaultsTest {
  private static final String ALICE = "96170000001";
  private static final String BOB = "96170000002";
  private static final long DAY_SECONDS = 86_400;

  @TempDir Path data;
  private Simulator simulator;
  private ControlApi control;

  @BeforeEach
  void start() {
    simulator = Simulator.start(SimulatorOptions.anyPorts(data));
    control = new ControlApi(simulator);
    control.phone(ALICE);
    control.phone(BOB);
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void aMessageIsOvertakenByTheNextOne() throws Exception {
    WebDevice device = link();
    fault(Map.of("target", ALICE, "kind", "reorder", "ms", 60_000, "count", 1));
    String first = say("first");
    String second = say("second");
    String third = say("third");
    assertThat(device.awaitMessage().attr("id")).isEqualTo(second);
    assertThat(device.awaitMessage().attr("id")).isEqualTo(first);
    assertThat(device.awaitMessage().attr("id")).isEqualTo(third);
  }

  @Test
  void aMessageThatNothingOvertakesComesLater() throws Exception {
    WebDevice device = link();
    fault(Map.of("target", ALICE, "kind", "reorder", "ms", 300, "count", 1));
    long before = System.nanoTime();
    String only = say("alone");
    assertThat(device.awaitMessage().attr("id")).isEqualTo(only);
    assertThat(System.nanoTime() - before).isGreaterThan(290_000_000L);
  }

  @Test
  void aCorruptFrameCannotBeOpened() throws Exception {
    WebDevice device = link();
    fault(Map.of("target", ALICE, "kind", "corrupt-frame", "count", 1));
    String lost = say("spoilt");
    device.awaitClosed();

    WebDevice back = device.at(simulator);
    back.login(true);
    assertThat(back.awaitMessage().attr("id")).isEqualTo(lost);
  }

  @Test
  void aServerWhoseClockIsWrongDatesItsStanzasByIt() throws Exception {
    WebDevice device = link();
    fault(Map.of("target", ALICE, "kind", "clock-skew", "ms", -DAY_SECONDS * 1_000));
    say("from yesterday");
    long now = Instant.now().getEpochSecond();
    assertThat(device.awaitMessage().number("t"))
        .isBetween(now - DAY_SECONDS - 60, now - DAY_SECONDS + 60);
    control.delete("/faults");
    say("from today");
    assertThat(device.awaitMessage().number("t")).isBetween(now - 60, now + 60);
  }

  private String say(String text) {
    return control
        .post("/phones/" + BOB + "/messages", Map.of("to", ALICE, "text", text))
        .body()
        .get("id")
        .stringValue();
  }

  private WebDevice link() throws InterruptedException {
    WebDevice device = new WebDevice(simulator);
    String qr = device.showQr();
    Thread phone =
        Thread.ofVirtual()
            .start(() -> control.post("/phones/" + ALICE + "/scan", Map.of("qr", qr)));
    device.acceptPairing();
    phone.join();
    Node success = device.login(true);
    assertThat(success.tag()).isEqualTo("success");
    return device;
  }

  private void fault(Map<String, ?> fault) {
    assertThat(control.post("/faults", fault).status()).isEqualTo(201);
  }
}
