package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Everything goes down and comes up again on the same data folder.
@ExtendWith(OneInstallation.class)
@Tag("outage")
class RestartIT {
  private final Installation installation;

  RestartIT(Installation installation) {
    this.installation = installation;
  }

  @Test
  void sessionsComeBackWithoutAScanAndWhatTheyMissedArrives() {
    installation.awaitSharedShards();
    var simulator = installation.simulator();
    var own = simulator.phone("96174000001", "Own");
    var peer = simulator.phone("96174000002", "Peer");
    var connection = Connection.request(installation.tenant(), installation.anonymous(), "restart");
    connection.link(own);
    connection.sendUntilAccepted("+" + peer.number(), "before", Duration.ofSeconds(20));
    Waiting.until("the first text", Duration.ofSeconds(20), () -> peer.shown().size() == 1);

    installation.down();
    installation.up();

    connection.awaitConnected(Duration.ofSeconds(30));
    connection.sendUntilAccepted("+" + peer.number(), "after", Duration.ofSeconds(20));
    Waiting.until("the second text", Duration.ofSeconds(20), () -> peer.shown().size() == 2);
    peer.send(own.number(), "answer");
    Waiting.until(
        "the answer",
        Duration.ofSeconds(20),
        () ->
            installation
                .tenant()
                .get("/api/v1/messages?connectionId=" + connection.id() + "&direction=in")
                .toString()
                .contains("answer"));
    assertThat(simulator.stats().path("undecryptable").asInt()).isZero();
  }
}
