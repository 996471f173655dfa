package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.contract.Caller;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendTest extends ApiTest {
  private static final String SEND = "/api/v1/messages/send";

  @ParameterizedTest
  @CsvSource({
    "9999900000, 919999900000",
    "99999 00000, 919999900000",
    "(999) 990-0000, 919999900000",
    "+14155550123, 14155550123",
    "+1 (415) 555-0123, 14155550123",
    "+49.30.1234567, 49301234567",
    "+1234567, 1234567",
    "+123456789012345, 123456789012345"
  })
  void numbersAreUnderstood(String mobileNumber, String digits) {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var message = send(tenant, connection, mobileNumber, "hello").expect(200).data().get("message");
    assertThat(message.get("mobileNumber").stringValue()).isEqualTo("+" + digits);
    assertThat(worker().sends(connection).getFirst().getSend().getMessage().getTo())
        .isEqualTo(digits + "@s.whatsapp.net");
  }

  @Test
  void tenDigitsGetTheTenantsCountry() {
    var tenant = newTenant(Map.of("defaultCountry", "1"));
    var connection = connected(tenant, "acme");
    assertThat(
            send(tenant, connection, "4155550123", "hello")
                .expect(200)
                .data()
                .get("message")
                .get("mobileNumber")
                .stringValue())
        .isEqualTo("+14155550123");
  }

  @Test
  void numbersThatCannotBeOneAreInvalid() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    for (var number :
        new String[] {
          "919999900000",
          "99999",
          "+123456",
          "+1234567890123456",
          "+",
          "phone",
          "+91abc9990000",
          "++919999900000",
          "+0123456789",
          "٩٩٩٩٩٠٠٠٠٠"
        }) {
      send(tenant, connection, number, "hello").fails(400, "invalid_number");
    }
  }

  @Test
  void everyInputOfThePlaintextIsFixedInTheCommand() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var reply = send(tenant, connection, "9999900000", "héllo ✓").expect(200);
    var message = reply.data().get("message");
    assertThat(message.propertyNames())
        .containsExactly(
            "id",
            "whatsappMessageId",
            "connectionId",
            "mobileNumber",
            "type",
            "status",
            "createdAt");
    assertThat(message.get("type").stringValue()).isEqualTo("text");
    assertThat(message.get("connectionId").stringValue()).isEqualTo(connection.toString());
    var command = worker().sends(connection).getFirst();
    assertThat(command.getTenantId()).isEqualTo(tenant.toString());
    assertThat(command.getConnection()).isEqualTo(1);
    assertThat(command.getDeadlineMs()).isGreaterThan(System.currentTimeMillis() - 10_000);
    assertThat(command.getRequestId())
        .isEqualTo(reply.raw().headers().firstValue("X-Request-Id").orElseThrow());
    assertThat(command.getSend().getMessageId()).isEqualTo(message.get("id").stringValue());
    var outgoing = command.getSend().getMessage();
    assertThat(outgoing.getWhatsappId()).isEqualTo(message.get("whatsappMessageId").stringValue());
    assertThat(outgoing.getMessageSecret().size()).isEqualTo(32);
    assertThat(outgoing.getContent().getText().getBody()).isEqualTo("héllo ✓");
  }

  @Test
  void theTokenAloneNamesTheConnection() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    post(token(tenant, connection), SEND, Map.of("mobileNumber", "9999900000", "message", "hello"))
        .expect(200);
  }

  @Test
  void aFormSendsToo() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var message =
        multipart(
                tenant(tenant),
                field("connectionId", connection.toString())
                    + field("mobileNumber", "9999900000")
                    + field("message", "héllo form"))
            .expect(200)
            .data()
            .get("message");
    assertThat(message.get("status").stringValue()).isEqualTo("sent");
    assertThat(
            worker()
                .sends(connection)
                .getFirst()
                .getSend()
                .getMessage()
                .getContent()
                .getText()
                .getBody())
        .isEqualTo("héllo form");
    multipart(tenant(tenant), field("connectionId", connection.toString()))
        .fails(400, "invalid_request");
    multipart(
            tenant(tenant),
            field("connectionId", connection.toString())
                + field("mobileNumber", "9999900000")
                + field("mobileNumber", "9999900001")
                + field("message", "twice"))
        .fails(400, "invalid_request");
  }

  @Test
  void aPendingConnectionCannotSend() {
    var tenant = newTenant();
    send(tenant, pending(tenant, "acme"), "9999900000", "hello").fails(403, "pending_qr");
  }

  @Test
  void aNumberWithoutWhatsAppIsToldAndStaysFailed() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    send(tenant, connection, "9000000404", "hello").fails(422, "not_on_whatsapp");
    eventually(
        () -> {
          var failed =
              get(tenant(tenant), "/api/v1/messages?status=failed")
                  .expect(200)
                  .data()
                  .get("messages")
                  .get(0);
          assertThat(failed.get("reason").get("code").stringValue()).isEqualTo("not_on_whatsapp");
        });
  }

  @Test
  void aMessageWhoseSocketIsAwayIsPendingAndLeavesWhenItReturns() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker().lose(connection);
    awaitStatus(tenant, connection, "connected", "disconnected");
    var started = System.nanoTime();
    var message = send(tenant, connection, "9999900000", "later").expect(200).data().get("message");
    assertThat(message.get("status").stringValue()).isEqualTo("pending");
    assertThat(System.nanoTime() - started).isLessThan(3_000_000_000L);
    assertThat(worker().sends(connection)).isEmpty();
    worker().reconnect(connection);
    eventually(
        () ->
            assertThat(message(tenant, message.get("id").stringValue()).get("status").stringValue())
                .isEqualTo("sent"));
  }

  @Test
  void anAnswerThatTakesLongerLeavesTheMessagePending() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker().onSend(connection, FakeWorker.Sending.IGNORE);
    assertThat(
            send(tenant, connection, "9999900000", "hello")
                .expect(200)
                .data()
                .get("message")
                .get("status")
                .stringValue())
        .isEqualTo("pending");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"message\":\"x\"",
        "\"mobileNumber\":\"9999900000\"",
        "\"mobileNumber\":9999900000,\"message\":\"x\"",
        "\"mobileNumber\":null,\"message\":\"x\"",
        "\"mobileNumber\":\"9999900000\",\"message\":\"\"",
        "\"mobileNumber\":\"9999900000\",\"message\":5",
        "\"mobileNumber\":\"9999900000\",\"message\":{\"text\":\"x\"}",
        "\"mobileNumber\":\"9999900000\",\"message\":\"a\\u0000b\"",
        "\"mobileNumber\":\"9999900000\",\"message\":\"\\udfff\"",
        "\"mobileNumber\":\"9999900000\",\"message\":\"a\",\"message\":\"b\""
      })
  void aBadFieldIsInvalid(String fields) {
    post(
            tenant(newTenant()),
            SEND,
            "{\"connectionId\":\"" + UUID.randomUUID() + "\"," + fields + "}")
        .fails(400, "invalid_request");
  }

  @Test
  void aTextHasItsLimit() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    send(tenant, connection, "9999900000", "x".repeat(65_536)).expect(200);
    send(tenant, connection, "9999900000", "x".repeat(65_537)).fails(400, "invalid_request");
  }

  @Test
  void theDaysQuotaHolds() {
    var tenant = newTenant(Map.of("quotas", Map.of("messagesPerDay", 1)));
    var connection = connected(tenant, "acme");
    send(tenant, connection, "9999900000", "one").expect(200);
    send(tenant, connection, "9999900000", "two").fails(403, "quota_exceeded");
  }

  private Answer multipart(Caller caller, String parts) {
    return call(
        caller,
        "POST",
        SEND,
        parts + "--b--\r\n",
        Map.of("Content-Type", "multipart/form-data; boundary=b"));
  }

  private static String field(String name, String value) {
    return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  }
}
