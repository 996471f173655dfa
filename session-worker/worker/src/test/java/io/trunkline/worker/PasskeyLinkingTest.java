package io.trunkline.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.command.AnswerPasskey;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.ConfirmPasskey;
import io.trunkline.proto.command.LinkSession;
import io.trunkline.proto.command.Reply;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.event.ConnectionChanged;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.simulator.Simulator;
import io.trunkline.simulator.SimulatorOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/// Linking to accounts that demand a passkey, through a real worker, with a phone that checks it.
class PasskeyLinkingTest {
  private static final UUID TENANT = UUID.randomUUID();
  private static final String SCANNED = "96170310001";
  private static final String TYPED = "96170310002";

  @TempDir static Path folder;

  private static Simulator simulator;
  private static Phones phones;
  private static ConfigurableApplicationContext worker;
  private static Gateway gateway;

  private final UUID session = UUID.randomUUID();

  @BeforeAll
  static void start() throws Exception {
    var infrastructure = TestInfrastructure.shared();
    simulator = Simulator.start(SimulatorOptions.anyPorts(folder.resolve("simulator")));
    phones = new Phones(simulator.controlUrl());
    for (var number : new String[] {SCANNED, TYPED}) {
      phones.create(number, "Careful");
      assertThat(phones.passkey(number).path("required").asBoolean()).isFalse();
      phones.act(number, "/passkey", Map.of("required", true));
    }
    worker =
        new SpringApplicationBuilder(WorkerApplication.class)
            .run(
                WorkerProcess.settings("worker-passkey", infrastructure, simulator, folder)
                    .entrySet()
                    .stream()
                    .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                    .toArray(String[]::new));
    gateway = new Gateway(infrastructure);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    worker.close();
    simulator.close();
  }

  private Reply ask(Command.Builder command) {
    return gateway.ask(command);
  }

  private Command.Builder command() {
    return gateway.command(TENANT, session);
  }

  private ConnectionChanged state(ConnectionState state) {
    return gateway
        .event(session, event -> event.getConnection().getState() == state)
        .getConnection();
  }

  private ReplyCode answer(byte[] credentialId, byte[] assertion) {
    var passkey =
        AnswerPasskey.newBuilder()
            .setCredentialId(ByteString.copyFrom(credentialId))
            .setAssertion(ByteString.copyFrom(assertion));
    return ask(command().setAnswerPasskey(passkey)).getCode();
  }

  private ReplyCode answer(JsonNode credential) {
    return answer(
        Base64.getUrlDecoder().decode(credential.path("rawId").asString()),
        credential.toString().getBytes(StandardCharsets.UTF_8));
  }

  private ReplyCode confirm() {
    return ask(command().setConfirmPasskey(ConfirmPasskey.getDefaultInstance())).getCode();
  }

  /// What a browser with the account's passkey answers.
  private static JsonNode browser(String number, String options) {
    return phones.act("/phones/" + number + "/passkey-assertion", Map.of("options", options));
  }

  /// The phone shows the code as soon as it has the device's part, which may be after the device.
  private static void awaitShown(String number, String code) {
    Awaitility.await().until(() -> phones.passkey(number).path("code").asString(""), code::equals);
  }

  @Test
  void aScannedDeviceIsLinkedOnceItsPasskeyAndItsCodeAreRight() throws Exception {
    var qr = ask(command().setLink(LinkSession.getDefaultInstance())).getQr().getText();
    var linked = CompletableFuture.runAsync(() -> phones.scan(SCANNED, qr));

    var options = state(ConnectionState.PASSKEY).getPasskeyOptions();
    assertThat(confirm()).isEqualTo(ReplyCode.INVALID);
    var credential = browser(SCANNED, options);
    assertThat(answer(new byte[] {1}, new byte[] {'{', '}'})).isEqualTo(ReplyCode.REFUSED);
    assertThat(answer(browser(SCANNED, options.replace("\"challenge\":\"", "\"challenge\":\"A"))))
        .isEqualTo(ReplyCode.REFUSED);
    assertThat(answer(credential)).isEqualTo(ReplyCode.OK);

    var code = state(ConnectionState.PASSKEY_CONFIRM).getPasskeyCode();
    awaitShown(SCANNED, code);
    assertThat(linked).isNotDone();
    assertThat(confirm()).isEqualTo(ReplyCode.OK);
    linked.get(30, TimeUnit.SECONDS);
    assertThat(state(ConnectionState.OPEN).getJid()).startsWith(SCANNED);
    assertThat(phones.passkey(SCANNED).path("code").isNull()).isTrue();
    assertThat(answer(credential)).isEqualTo(ReplyCode.INVALID);
  }

  @Test
  void aDeviceWhoseCodeWasTypedIsAskedForThePasskeyToo() throws Exception {
    var link = LinkSession.newBuilder().setPhoneNumber(TYPED);
    var code = ask(command().setLink(link)).getPairingCode().getCode();
    var linked = CompletableFuture.runAsync(() -> phones.typeCode(TYPED, code));

    var options = state(ConnectionState.PASSKEY).getPasskeyOptions();
    assertThat(answer(browser(TYPED, options))).isEqualTo(ReplyCode.OK);
    awaitShown(TYPED, state(ConnectionState.PASSKEY_CONFIRM).getPasskeyCode());
    assertThat(confirm()).isEqualTo(ReplyCode.OK);
    linked.get(30, TimeUnit.SECONDS);
    assertThat(state(ConnectionState.OPEN).getJid()).startsWith(TYPED);
  }
}
