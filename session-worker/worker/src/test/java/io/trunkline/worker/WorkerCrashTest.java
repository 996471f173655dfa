package io.trunkline.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.command.SendMessage;
import io.trunkline.proto.content.MessageStatus;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.Event;
import io.trunkline.simulator.Simulator;
import io.trunkline.simulator.SimulatorOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Two workers in processes of their own. The one that has the session is killed, or stopped and
/// resumed much later, in the middle of traffic both ways.
class WorkerCrashTest {
  private static final String OWN = "96170000011";
  private static final String FRIEND = "96170000012";
  private static final int TEXTS = 60;

  private final UUID tenant = UUID.randomUUID();
  private final UUID session = UUID.randomUUID();
  private final List<SendMessage> accepted = new ArrayList<>();

  private enum Fate {
    KILLED,
    STOPPED
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLostOrShownTwiceWhenAWorkerIs(Fate fate, @TempDir Path folder) throws Exception {
    var infrastructure = TestInfrastructure.shared();
    var logs = Files.createDirectories(Path.of("target", "worker-crash-test"));
    try (var simulator = Simulator.start(SimulatorOptions.anyPorts(folder.resolve("simulator")));
        var gateway = new Gateway(infrastructure);
        var first =
            WorkerProcess.start(
                WorkerProcess.settings("first", infrastructure, simulator, folder),
                logs.resolve("first.log"))) {
      var phones = new Phones(simulator.controlUrl());
      link(gateway, phones);
      try (var second =
          WorkerProcess.start(
              WorkerProcess.settings("second", infrastructure, simulator, folder),
              logs.resolve("second.log"))) {
        accept(gateway, TEXTS);
        issueUnsent(gateway, latestOpen(gateway));
        for (int i = 0; i < TEXTS / 2; i++) {
          phones.send(FRIEND, OWN, "answer " + i);
        }
        suffer(first, fate);
        deliverAll(gateway);
        if (fate == Fate.STOPPED) {
          first.resume();
          accept(gateway, TEXTS);
          issueUnsent(gateway, latestOpen(gateway));
          deliverAll(gateway);
        }
        check(gateway, phones);
      }
    }
  }

  private static void suffer(WorkerProcess worker, Fate fate) throws Exception {
    switch (fate) {
      case KILLED -> worker.kill();
      case STOPPED -> worker.stop();
    }
  }

  private void link(Gateway gateway, Phones phones) {
    phones.create(OWN, "Own");
    phones.create(FRIEND, "Friend");
    gateway.link(tenant, session, phones, OWN);
  }

  private void accept(Gateway gateway, int count) {
    for (int i = 0; i < count; i++) {
      accepted.add(gateway.text(FRIEND + "@s.whatsapp.net", "text " + accepted.size()));
    }
  }

  private void check(Gateway gateway, Phones phones) {
    assertThat(phones.texts(FRIEND, accepted.size()))
        .containsExactlyElementsOf(
            IntStream.range(0, accepted.size()).mapToObj(i -> "text " + i).toList());
    for (int i = 0; i < TEXTS / 2; i++) {
      String answer = "answer " + i;
      gateway.event(session, event -> says(event, answer));
    }
    assertThat(answerIds(gateway)).hasSize(TEXTS / 2);
    var stats = phones.stats();
    for (var counter : List.of("duplicateIds", "keyReuse", "undecryptable")) {
      assertThat(stats.path(counter).asInt()).as(counter).isZero();
    }
  }

  /// As api-service does it: whatever is unanswered is issued again for a new connection.
  private void deliverAll(Gateway gateway) {
    long[] issuedFor = {latestOpen(gateway)};
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              long latest = latestOpen(gateway);
              if (latest > issuedFor[0]) {
                issuedFor[0] = latest;
                issueUnsent(gateway, latest);
              }
              return sent(gateway).size() == accepted.size();
            });
  }

  private void issueUnsent(Gateway gateway, long connection) {
    var sent = sent(gateway);
    for (var text : accepted) {
      if (!sent.contains(text.getMessageId())) {
        gateway.issue(
            gateway.command(tenant, session).setConnection(connection).setSend(text).build());
      }
    }
  }

  private Set<String> sent(Gateway gateway) {
    return gateway.events(session).stream()
        .filter(event -> event.getStatus().getStatus() == MessageStatus.SENT)
        .map(event -> event.getStatus().getMessageId())
        .collect(Collectors.toSet());
  }

  private Set<String> answerIds(Gateway gateway) {
    return gateway.events(session).stream()
        .filter(Event::hasMessage)
        .map(Event::getEventId)
        .collect(Collectors.toSet());
  }

  private long latestOpen(Gateway gateway) {
    return gateway.events(session).stream()
        .filter(event -> event.getConnection().getState() == ConnectionState.OPEN)
        .mapToLong(event -> event.getConnection().getConnection())
        .max()
        .orElse(0);
  }

  private static boolean says(Event event, String text) {
    return event.getMessage().getContent().getText().getBody().equals(text);
  }
}
