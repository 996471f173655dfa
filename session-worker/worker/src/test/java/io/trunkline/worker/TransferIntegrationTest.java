package io.trunkline.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.ExportSession;
import io.trunkline.proto.command.ImportSession;
import io.trunkline.proto.command.Reply;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.command.StopSession;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.Event;
import io.trunkline.simulator.Simulator;
import io.trunkline.simulator.SimulatorOptions;
import io.trunkline.worker.media.MediaStore;
import io.trunkline.worker.media.SecretFiles;
import io.trunkline.worker.transfer.BaileysAuth;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;

/// A session that Baileys linked goes on in the worker without a QR, and then in Baileys again.
class TransferIntegrationTest {
  private static final UUID TENANT = UUID.randomUUID();
  private static final UUID SESSION = UUID.randomUUID();
  private static final String OWN = "96170000011";
  private static final String FRIEND = "96170000012";
  private static final String FRIEND_JID = FRIEND + "@s.whatsapp.net";

  @TempDir static Path folder;

  private static Gateway gateway;

  @Test
  void sessionOfBaileysGoesOnHereAndInBaileysAgain() throws Exception {
    var infrastructure = TestInfrastructure.shared();
    try (var simulator = Simulator.start(SimulatorOptions.anyPorts(folder.resolve("simulator")))) {
      var phones = new Phones(simulator.controlUrl());
      phones.create(OWN, "Own");
      phones.create(FRIEND, "Friend");
      var auth = folder.resolve("auth");
      try (var baileys = new BaileysProcess(simulator.controlUrl(), OWN, auth)) {
        baileys.open();
        baileys.send(FRIEND_JID, "linked by Baileys");
        assertThat(phones.texts(FRIEND, 1)).containsExactly("linked by Baileys");
        phones.send(FRIEND, OWN, "hello Baileys");
        baileys.receive("hello Baileys");
        baileys.send(FRIEND_JID, "and good-bye");
        assertThat(phones.texts(FRIEND, 2)).endsWith("and good-bye");
      }

      var settings = WorkerProcess.settings("worker-t", infrastructure, simulator, folder);
      var arguments =
          settings.entrySet().stream()
              .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
              .toArray(String[]::new);
      gateway = new Gateway(infrastructure);
      byte[] exported;
      try (var worker = new SpringApplicationBuilder(WorkerApplication.class).run(arguments)) {
        assertThat(worker.isRunning()).isTrue();
        exported =
            liveInTheWorker(phones, worker.getBean(MediaStore.class), BaileysProcess.zip(auth));
      }

      var back = folder.resolve("back");
      BaileysProcess.unzip(exported, back);
      try (var baileys = new BaileysProcess(simulator.controlUrl(), OWN, back)) {
        baileys.open();
        baileys.send(FRIEND_JID, "back in Baileys");
        assertThat(phones.texts(FRIEND, 4)).endsWith("back in Baileys");
        phones.send(FRIEND, OWN, "welcome back");
        baileys.receive("welcome back");
        assertThat(baileys.seen()).noneMatch(line -> line.contains("\"event\":\"qr\""));
      }
      var stats = phones.stats();
      for (var counter : List.of("duplicateIds", "keyReuse", "undecryptable", "retryReceipts")) {
        assertThat(stats.path(counter).asInt()).as(counter).isZero();
      }
    } finally {
      gateway.close();
    }
  }

  private static byte[] liveInTheWorker(Phones phones, MediaStore store, byte[] auth)
      throws IOException {
    var secrets = new SecretFiles(store, new SecureRandom());
    for (var wrong :
        Map.of(new byte[] {1}, "malformed: ", new byte[BaileysAuth.MAX_BYTES + 1], "too_large: ")
            .entrySet()) {
      var file = secrets.keep(TENANT, wrong.getKey());
      assertThat(ask(command().setImportSession(folder(file))).getReason())
          .startsWith(wrong.getValue());
      awaitGone(store, file);
    }
    assertThat(ask(command().setImportSession(folder("0".repeat(64)))).getCode())
        .isEqualTo(ReplyCode.INVALID);
    var file = secrets.keep(TENANT, auth);
    var command = command().setImportSession(folder(file));
    assertThat(ask(command).getCode()).isEqualTo(ReplyCode.OK);
    assertThat(ask(command).getCode()).as("the same again").isEqualTo(ReplyCode.OK);
    awaitGone(store, file);
    var open = gateway.event(SESSION, event -> is(event, ConnectionState.OPEN)).getConnection();
    assertThat(open.getJid()).startsWith(OWN);
    var text = gateway.text(FRIEND_JID, "from the worker");
    assertThat(ask(command().setConnection(open.getConnection()).setSend(text)).getCode())
        .isEqualTo(ReplyCode.OK);
    assertThat(phones.texts(FRIEND, 3)).endsWith("from the worker");
    phones.send(FRIEND, OWN, "hello worker");
    gateway.event(
        SESSION,
        event -> event.getMessage().getContent().getText().getBody().equals("hello worker"));

    assertThat(ask(command().setImportSession(folder(secrets.keep(TENANT, auth)))).getCode())
        .as("linked already")
        .isEqualTo(ReplyCode.INVALID);
    assertThat(ask(export()).getCode()).as("while it runs").isEqualTo(ReplyCode.INVALID);
    assertThat(ask(command().setStop(StopSession.getDefaultInstance())).getCode())
        .isEqualTo(ReplyCode.OK);
    var reply = ask(export());
    assertThat(reply.getCode()).isEqualTo(ReplyCode.OK);
    assertThat(gateway.events(SESSION)).noneMatch(event -> is(event, ConnectionState.QR));
    return secrets
        .read(TENANT, reply.getExportSession().getAuthFile(), BaileysAuth.MAX_BYTES)
        .orElseThrow();
  }

  private static void awaitGone(MediaStore store, String file) {
    Awaitility.await().until(() -> store.find(TENANT, file).isEmpty());
  }

  private static ImportSession folder(String file) {
    return ImportSession.newBuilder().setAuthFile(file).build();
  }

  private static Command.Builder export() {
    return command().setExportSession(ExportSession.getDefaultInstance());
  }

  private static Reply ask(Command.Builder command) {
    return gateway.ask(command);
  }

  private static Command.Builder command() {
    return gateway.command(TENANT, SESSION);
  }

  private static boolean is(Event event, ConnectionState state) {
    return event.hasConnection() && event.getConnection().getState() == state;
  }
}
