package io.trunkline.local;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// The file that scripts source to use the installation: one assignment a line, then their export.
record EnvironmentFile(PortPlan plan, Secrets secrets, int workers, boolean whatsapp) {

  String content() {
    var variables = variables();
    return "# Written by deploy/up for scripts to source. Holds secrets.\n"
        + variables.entrySet().stream()
            .map(variable -> variable.getKey() + "=" + Command.quote(variable.getValue()) + "\n")
            .collect(Collectors.joining())
        + "export "
        + String.join(" ", variables.keySet())
        + "\n";
  }

  private Map<String, String> variables() {
    var variables = new LinkedHashMap<String, String>();
    variables.put("TRUNKLINE_URL", "http://127.0.0.1:" + plan.edge());
    secrets.demoApiKey().ifPresent(key -> variables.put("TRUNKLINE_API_KEY", key));
    variables.put("TRUNKLINE_ADMIN_KEY", secrets.adminKey());
    variables.put("GATEWAY_JWT_SECRET", secrets.jwtSecret());
    if (!whatsapp) {
      variables.put("SIMULATOR_URL", "http://127.0.0.1:" + plan.simulatorControl());
      variables.put("SIMULATOR_WS", "ws://127.0.0.1:" + plan.simulatorSocket() + "/ws/chat");
    }
    variables.put("TRUNKLINE_WORKERS", Integer.toString(workers));
    return variables;
  }
}
