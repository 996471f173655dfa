package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MessageKey;
import io.trunkline.proto.content.Reaction;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChatMessagesTest extends ApiTest {
  private static final String ASHA = "919999900000@s.whatsapp.net";

  private UUID tenant;
  private UUID connection;

  @BeforeEach
  void connect() {
    tenant = newTenant();
    connection = connected(tenant, "acme");
  }

  @Test
  void aChatIsReadFromItsEndUpwards() {
    for (var i = 1; i <= 3; i++) {
      worker().receive(connection, "IN" + i, ASHA, "text " + i);
    }
    eventually(() -> assertThat(list("").get("messages")).hasSize(3));
    var newest = list("?limit=2");
    assertThat(texts(newest)).containsExactly("text 2", "text 3");
    assertThat(newest.get("isLast").booleanValue()).isFalse();
    var older = list("?limit=2&before=IN2");
    assertThat(texts(older)).containsExactly("text 1");
    assertThat(older.get("isLast").booleanValue()).isTrue();
    assertThat(texts(list("?text=TEXT%203"))).containsExactly("text 3");
  }

  @Test
  void anAnswerShowsWhatItAnswers() {
    worker().receive(connection, "IN1", ASHA, "how much?");
    eventually(() -> assertThat(list("").get("messages")).hasSize(1));
    var sent =
        post(tenant(tenant), path() + "/messages", Map.of("text", "ten", "quotedMessageId", "IN1"))
            .expect(201)
            .data()
            .get("message");
    assertThat(sent.get("fromMe").booleanValue()).isTrue();
    assertThat(sent.at("/quote/text").stringValue()).isEqualTo("how much?");
    var content = worker().sends(connection).getFirst().getSend().getMessage().getContent();
    assertThat(content.getText().getBody()).isEqualTo("ten");
    assertThat(content.getQuote().getWhatsappId()).isEqualTo("IN1");
    assertThat(texts(list(""))).containsExactly("how much?", "ten");
    post(tenant(tenant), path() + "/messages", Map.of("text", "x", "quotedMessageId", "NONE"))
        .fails(404, "message_not_found");
    post(tenant(tenant), path() + "/messages", Map.of()).fails(400, "invalid_request");
  }

  @Test
  void reactionsStandAtTheirMessage() {
    worker().receive(connection, "IN1", ASHA, "nice");
    eventually(() -> assertThat(list("").get("messages")).hasSize(1));
    post(tenant(tenant), path() + "/messages/IN1/reaction", Map.of("emoji", "👍")).expect(204);
    var reaction =
        worker().sends(connection).getFirst().getSend().getMessage().getContent().getReaction();
    assertThat(reaction.getTarget().getWhatsappId()).isEqualTo("IN1");
    assertThat(reaction.getText()).isEqualTo("👍");
    worker()
        .receive(
            connection,
            "IN2",
            ASHA,
            Content.newBuilder()
                .setReaction(
                    Reaction.newBuilder()
                        .setTarget(MessageKey.newBuilder().setWhatsappId("IN1"))
                        .setText("🎉"))
                .build());
    eventually(
        () ->
            assertThat(list("").at("/messages/0/reactions"))
                .anyMatch(one -> one.get("emoji").stringValue().equals("🎉")));
    assertThat(list("").get("messages")).hasSize(1);
  }

  @Test
  void anotherTenantSeesNothingOfIt() {
    worker().receive(connection, "IN1", ASHA, "secret");
    eventually(() -> assertThat(list("").get("messages")).hasSize(1));
    var other = tenant(newTenant());
    get(other, path() + "/messages").fails(404, "connection_not_found");
    post(other, path() + "/messages", Map.of("text", "x")).fails(404, "connection_not_found");
    post(other, path() + "/messages/IN1/reaction", Map.of()).fails(404, "connection_not_found");
    post(other, path() + "/read", Map.of()).fails(404, "connection_not_found");
  }

  private JsonNode list(String query) {
    return get(tenant(tenant), path() + "/messages" + query).expect(200).data();
  }

  private static java.util.List<String> texts(JsonNode page) {
    return page.get("messages")
        .valueStream()
        .map(message -> message.get("text").stringValue())
        .toList();
  }

  private String path() {
    return "/api/v1/connections/" + connection + "/chats/" + ASHA;
  }
}
