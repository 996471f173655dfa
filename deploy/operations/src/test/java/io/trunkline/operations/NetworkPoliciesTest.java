package io.trunkline.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Works out from the policies who may open a connection to whom, as the cluster's network does.
class NetworkPoliciesTest {
  private static final Overlay OVERLAY = Overlay.STAGING;

  @Test
  void servicesReachEachOtherOnlyWhereTheyTalk() {
    var open = new TreeSet<String>();
    for (var from : Service.values()) {
      for (var to : Service.values()) {
        ports(to)
            .forEach(
                (name, port) -> {
                  if (from != to && mayLeave(from, to, port) && mayEnter(from, to, name, port)) {
                    open.add(from.title() + " > " + to.title() + ":" + port);
                  }
                });
      }
    }
    assertThat(open)
        .containsExactly(
            "api-service > worker:3031",
            "edge-gateway > api-service:3011",
            "edge-gateway > api-service:3012",
            "edge-gateway > webhook-service:3013",
            "edge-gateway > webhook-service:3014",
            "edge-gateway > worker:3032");
  }

  @Test
  void onlyTheGatewayIsOpenToAnybody() {
    var open = new TreeSet<String>();
    for (var service : Service.values()) {
      for (var rule : rules(service, "Ingress", "ingress")) {
        if (rule.path("from").isEmpty()) {
          rule.path("ports")
              .forEach(port -> open.add(service.title() + ":" + port.path("port").asString()));
        }
      }
    }
    assertThat(open)
        .containsExactly("edge-gateway:http", "edge-gateway:multi-session", "edge-gateway:tokens");
  }

  @Test
  void whatIsNotNamedIsRefused() {
    var nothing = OVERLAY.find("NetworkPolicy", "nothing").orElseThrow();
    assertThat(nothing.at("/spec/podSelector").isEmpty()).isTrue();
    assertThat(nothing.at("/spec").has("ingress")).isFalse();
    assertThat(nothing.at("/spec").has("egress")).isFalse();
    assertThat(strings(nothing.at("/spec/policyTypes"))).containsExactly("Ingress", "Egress");
  }

  @Test
  void theInternetHasNoPrivateAddresses() {
    for (var rule : OVERLAY.find("NetworkPolicy", "internet").orElseThrow().at("/spec/egress")) {
      assertThat(strings(rule.at("/to/0/ipBlock/except")))
          .contains("10.0.0.0/8", "169.254.0.0/16", "127.0.0.0/8");
    }
  }

  private static boolean mayLeave(Service from, Service to, int port) {
    return rules(from, "Egress", "egress").stream()
        .anyMatch(
            rule -> matchesPod(rule.path("to"), to) && matchesPort(rule, "" + port, "" + port));
  }

  private static boolean mayEnter(Service from, Service to, String name, int port) {
    return rules(to, "Ingress", "ingress").stream()
        .anyMatch(
            rule ->
                (rule.path("from").isEmpty() || matchesPod(rule.path("from"), from))
                    && matchesPort(rule, name, "" + port));
  }

  private static List<JsonNode> rules(Service service, String type, String field) {
    return OVERLAY.all("NetworkPolicy").stream()
        .filter(policy -> strings(policy.at("/spec/policyTypes")).contains(type))
        .filter(policy -> selects(policy.at("/spec/podSelector"), service))
        .flatMap(policy -> StreamSupport.stream(policy.at("/spec/" + field).spliterator(), false))
        .toList();
  }

  private static boolean matchesPod(JsonNode peers, Service service) {
    return StreamSupport.stream(peers.spliterator(), false)
        .anyMatch(
            peer ->
                peer.has("podSelector")
                    && !peer.has("namespaceSelector")
                    && selects(peer.path("podSelector"), service));
  }

  private static boolean selects(JsonNode selector, Service service) {
    var labels =
        Map.of("app.kubernetes.io/name", service.title(), "app.kubernetes.io/part-of", "trunkline");
    var byLabels =
        selector.path("matchLabels").properties().stream()
            .allMatch(label -> label.getValue().asString().equals(labels.get(label.getKey())));
    var byExpressions =
        StreamSupport.stream(selector.path("matchExpressions").spliterator(), false)
            .allMatch(
                one ->
                    strings(one.path("values")).contains(labels.get(one.path("key").asString())));
    return byLabels && byExpressions;
  }

  private static boolean matchesPort(JsonNode rule, String name, String number) {
    return rule.path("ports").isEmpty()
        || StreamSupport.stream(rule.path("ports").spliterator(), false)
            .map(port -> port.path("port").asString())
            .anyMatch(port -> port.equals(name) || port.equals(number));
  }

  private static Map<String, Integer> ports(Service service) {
    var ports = new HashMap<String, Integer>();
    OVERLAY
        .container(service)
        .path("ports")
        .forEach(
            port -> ports.put(port.path("name").asString(), port.path("containerPort").asInt()));
    return ports;
  }

  private static List<String> strings(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asString).toList();
  }
}
