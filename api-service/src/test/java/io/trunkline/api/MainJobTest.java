package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.proto.content.MessageStatus;
import org.junit.jupiter.api.Test;

class MainJobTest extends ApiTest {
  @Test
  void aNumberIsLinkedATextIsSentDeliveredReadAndAnswered() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");

    var sent = send(tenant, connection, "9999900000", "hello").expect(200).data().get("message");
    assertThat(sent.get("status").stringValue()).isEqualTo("sent");
    assertThat(sent.get("mobileNumber").stringValue()).isEqualTo("+919999900000");
    assertThat(sent.get("whatsappMessageId").stringValue()).matches("3EB0[0-9A-F]{18}");

    var whatsappId = sent.get("whatsappMessageId").stringValue();
    worker().status(connection, whatsappId, MessageStatus.DELIVERED);
    worker().status(connection, whatsappId, MessageStatus.READ);
    worker().receive(connection, "ABCDEF", "919999900000@s.whatsapp.net", "hi there");

    eventually(
        () -> {
          var stored = message(tenant, sent.get("id").stringValue());
          assertThat(stored.get("status").stringValue()).isEqualTo("read");
          assertThat(stored.get("statusHistory").findValuesAsString("status"))
              .containsExactly("pending", "sent", "delivered", "read");
        });
    eventually(
        () -> {
          var list = get(tenant(tenant), "/api/v1/messages").expect(200).data().get("messages");
          assertThat(list.size()).isEqualTo(2);
          assertThat(list.get(0).get("direction").stringValue()).isEqualTo("in");
          assertThat(list.get(0).get("text").stringValue()).isEqualTo("hi there");
          assertThat(list.get(0).get("mobileNumber").stringValue()).isEqualTo("+919999900000");
        });
  }
}
