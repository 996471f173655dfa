package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MessageListTest extends ApiTest {
  @Test
  void pagesFollowTheCursorNewestFirst() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    for (var i = 0; i < 5; i++) {
      send(tenant, connection, "9999900000", "text " + i).expect(200);
    }
    var first = list(tenant, "?limit=2");
    assertThat(texts(first)).containsExactly("text 4", "text 3");
    var second = list(tenant, "?limit=2&after=" + first.get("next").stringValue());
    assertThat(texts(second)).containsExactly("text 2", "text 1");
    var third = list(tenant, "?limit=2&after=" + second.get("next").stringValue());
    assertThat(texts(third)).containsExactly("text 0");
    assertThat(third.get("next").isNull()).isTrue();
  }

  @Test
  void filtersNarrowTheList() {
    var tenant = newTenant();
    var one = connected(tenant, "one");
    var two = connected(tenant, "two");
    send(tenant, one, "9999900000", "Invoice 50% due").expect(200);
    send(tenant, two, "+14155550123", "hello_world").expect(200);
    worker().receive(one, "IN1", "919999900000@s.whatsapp.net", "thanks");
    eventually(() -> assertThat(texts(list(tenant, ""))).hasSize(3));

    assertThat(texts(list(tenant, "?connectionId=" + two))).containsExactly("hello_world");
    assertThat(texts(list(tenant, "?direction=in"))).containsExactly("thanks");
    assertThat(texts(list(tenant, "?direction=out"))).hasSize(2);
    assertThat(texts(list(tenant, "?status=received"))).containsExactly("thanks");
    assertThat(texts(list(tenant, "?kind=text"))).hasSize(3);
    assertThat(texts(list(tenant, "?kind=image"))).isEmpty();
    assertThat(texts(list(tenant, "?text=INVOICE"))).containsExactly("Invoice 50% due");
    assertThat(texts(list(tenant, "?text=" + encoded("50%")))).containsExactly("Invoice 50% due");
    assertThat(texts(list(tenant, "?text=" + encoded("o_w")))).containsExactly("hello_world");
    assertThat(texts(list(tenant, "?text=" + encoded("5%d")))).isEmpty();
    for (var chat : List.of("+919999900000", "919999900000@s.whatsapp.net")) {
      assertThat(texts(list(tenant, "?chat=" + encoded(chat))))
          .containsExactly("thanks", "Invoice 50% due");
    }
    assertThat(texts(list(tenant, "?chat=" + encoded("7919999900000@lid"))))
        .containsExactly("thanks");
    assertThat(texts(list(tenant, "?from=2020-01-01T00:00:00Z"))).hasSize(3);
    assertThat(texts(list(tenant, "?to=2020-01-01T00:00:00Z"))).isEmpty();
  }

  @Test
  void theExportHasEveryMessageOfTheFilter() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var texts = List.of("plain", "with \"quotes\", commas\nand lines", "=1+1");
    for (var text : texts) {
      send(tenant, connection, "9999900000", text).expect(200);
    }
    worker().receive(connection, "IN1", "919999900000@s.whatsapp.net", "thanks");
    eventually(() -> assertThat(texts(list(tenant, ""))).hasSize(4));

    var csv = exported(tenant, "?direction=out");
    assertThat(csv.split("\r\n"))
        .hasSize(4)
        .satisfies(
            lines -> {
              assertThat(lines[0]).startsWith("\"id\",\"connectionId\"");
              assertThat(lines[1]).contains("\"'=1+1\"");
              assertThat(lines[2]).contains("\"with \"\"quotes\"\", commas\nand lines\"");
              assertThat(lines[3]).contains(",\"plain\",\"sent\",,");
            });
    var lines = exported(tenant, "?format=jsonl");
    assertThat(lines.lines())
        .hasSize(4)
        .first()
        .satisfies(line -> assertThat(line).startsWith("{").contains("\"text\":\"thanks\""));
    get(tenant(tenant), "/api/v1/messages/export?format=xml").fails(400, "invalid_request");
    assertThat(exported(newTenant(), "?format=jsonl")).isEmpty();
  }

  private String exported(UUID tenant, String query) {
    var answer = raw(tenant(tenant), "/api/v1/messages/export" + query);
    assertThat(answer.statusCode()).isEqualTo(200);
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  @Test
  void badFiltersAreInvalid() {
    var tenant = tenant(newTenant());
    for (var bad :
        new String[] {
          "?connectionId=x",
          "?direction=sideways",
          "?status=open",
          "?status=SENT",
          "?from=yesterday",
          "?to=x",
          "?from=-999999999-01-01T00:00:00Z",
          "?after=x",
          "?limit=0",
          "?limit=201",
          "?limit=x"
        }) {
      get(tenant, "/api/v1/messages" + bad).fails(400, "invalid_request");
    }
  }

  @Test
  void aMessageOfAnotherTenantIsNotFound() {
    var tenant = newTenant();
    var id =
        send(tenant, connected(tenant, "acme"), "9999900000", "mine")
            .expect(200)
            .data()
            .get("message")
            .get("id")
            .stringValue();
    get(tenant(tenant), "/api/v1/messages/" + id).expect(200);
    get(tenant(newTenant()), "/api/v1/messages/" + id).fails(404, "message_not_found");
    get(tenant(tenant), "/api/v1/messages/" + UUID.randomUUID()).fails(404, "message_not_found");
    get(tenant(tenant), "/api/v1/messages/nonsense").fails(404, "message_not_found");
  }

  private JsonNode list(UUID tenant, String query) {
    return get(tenant(tenant), "/api/v1/messages" + query).expect(200).data();
  }

  private static List<String> texts(JsonNode data) {
    return data.get("messages").findValuesAsString("text");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
