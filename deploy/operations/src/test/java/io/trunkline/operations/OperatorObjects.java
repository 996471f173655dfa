package io.trunkline.operations;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What we use of the objects of two operators, after their published definitions: Prometheus
/// operator `monitoring.coreos.com/v1`, KEDA `keda.sh/v1alpha1`. Any other field is refused.
final class OperatorObjects {
  private OperatorObjects() {}

  record Metadata(
      String name, String namespace, Map<String, String> labels, Map<String, String> annotations) {}

  record ServiceMonitor(String apiVersion, String kind, Metadata metadata, MonitorSpec spec) {}

  record MonitorSpec(String jobLabel, Selector selector, List<Endpoint> endpoints) {
    MonitorSpec {
      Objects.requireNonNull(selector, "selector");
      Objects.requireNonNull(endpoints, "endpoints");
    }
  }

  record Selector(Map<String, String> matchLabels) {}

  record Endpoint(String port, String path, String interval) {}

  record PrometheusRule(String apiVersion, String kind, Metadata metadata, RuleSpec spec) {}

  record RuleSpec(List<RuleGroup> groups) {}

  record RuleGroup(String name, String interval, List<Rule> rules) {
    RuleGroup {
      Objects.requireNonNull(name, "name");
    }
  }

  record Rule(
      String record,
      String alert,
      String expr,
      String forDuration,
      Map<String, String> labels,
      Map<String, String> annotations) {
    @com.fasterxml.jackson.annotation.JsonCreator
    Rule(
        @com.fasterxml.jackson.annotation.JsonProperty("record") String record,
        @com.fasterxml.jackson.annotation.JsonProperty("alert") String alert,
        @com.fasterxml.jackson.annotation.JsonProperty("expr") String expr,
        @com.fasterxml.jackson.annotation.JsonProperty("for") String forDuration,
        @com.fasterxml.jackson.annotation.JsonProperty("labels") Map<String, String> labels,
        @com.fasterxml.jackson.annotation.JsonProperty("annotations")
            Map<String, String> annotations) {
      this.record = record;
      this.alert = alert;
      this.expr = Objects.requireNonNull(expr, "expr");
      this.forDuration = forDuration;
      this.labels = labels;
      this.annotations = annotations;
    }
  }

  record ScaledObject(String apiVersion, String kind, Metadata metadata, ScaledSpec spec) {}

  record ScaledSpec(
      Target scaleTargetRef,
      int minReplicaCount,
      int maxReplicaCount,
      int pollingInterval,
      int cooldownPeriod,
      Advanced advanced,
      List<Trigger> triggers) {
    ScaledSpec {
      Objects.requireNonNull(scaleTargetRef, "scaleTargetRef");
      Objects.requireNonNull(triggers, "triggers");
    }
  }

  record Target(String apiVersion, String kind, String name) {}

  record Advanced(Scaler horizontalPodAutoscalerConfig) {}

  record Scaler(Behavior behavior) {}

  record Behavior(ScaleDown scaleDown) {}

  record ScaleDown(int stabilizationWindowSeconds, List<Policy> policies) {}

  record Policy(String type, int value, int periodSeconds) {}

  record Trigger(String type, String metricType, Map<String, String> metadata) {
    Trigger {
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(metadata, "metadata");
    }
  }
}
