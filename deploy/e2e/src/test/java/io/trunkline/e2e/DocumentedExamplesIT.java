package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.e2e.Definitions.Endpoint;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ObjectNode;

/// The examples of the definitions, sent as they are: only the connection's id, which first
/// exists when the test runs, stands in for the documented one.
@ExtendWith(OneInstallation.class)
class DocumentedExamplesIT {
  /// The session of the examples, and the people that they are about.
  private static final String SESSION = "shop";

  private static final List<String> PEOPLE =
      List.of("12025550108", "12025550199", "573001234567", "573007654321", "919999900000");

  private static final String SENDING =
      "/client/sendMessage/.*|/(chat|contact)/.*|/client/(is|get)\\w*(Number|User|Contact)\\w*/.*"
          + "|/api/v1/(messages/send|keys|webhooks)|/connect"
          + "|/api/(api-tokens/generate|whatsapp/(sessions|messages/text))";

  private final Installation installation;
  private final Http tenant;

  DocumentedExamplesIT(Installation installation) {
    this.installation = installation;
    this.tenant = NewTenant.of(installation);
  }

  @Test
  void whatIsDocumentedToBeSentIsTaken() {
    for (var number : PEOPLE) {
      installation.simulator().phone(number, "Person " + number);
    }
    var own = installation.simulator().phone("9617" + System.nanoTime() % 10_000_000L, "Own");
    var connection = Connection.request(tenant, installation.anonymous(), SESSION);
    connection.link(own);
    var wrong = new ArrayList<String>();
    var sent = 0;
    for (var endpoint : sending()) {
      var body = endpoint.body();
      var reply =
          tenant.send(
              endpoint.method(),
              endpoint.path(Map.of("name", SESSION)),
              "application/json",
              BodyPublishers.ofString(filled(endpoint, body, connection.id())));
      sent++;
      if (reply.status() / 100 != 2) {
        wrong.add(endpoint + ": " + reply + " to " + body);
      }
    }
    System.out.println("Examples sent: " + sent);
    assertThat(wrong).isEmpty();
    assertThat(sent).isGreaterThan(20);
  }

  /// Those that send a message or change a contact or chat of the linked session.
  private List<Endpoint> sending() {
    return Definitions.read(tenant).stream()
        .filter(endpoint -> endpoint.hasBody())
        .filter(endpoint -> endpoint.path().matches(SENDING))
        .sorted(Comparator.comparingInt(DocumentedExamplesIT::order))
        .toList();
  }

  /// The chat begins with a message and ends with its deletion.
  private static int order(Endpoint endpoint) {
    if (endpoint.path().startsWith("/client/sendMessage")) {
      return 0;
    }
    return endpoint.path().startsWith("/chat/delete") ? 2 : 1;
  }

  private static String filled(Endpoint endpoint, ObjectNode body, String connection) {
    if (endpoint.definition().equals("manager")) {
      body.put("connectionId", connection);
    }
    return body.toString();
  }
}
