package io.trunkline.e2e;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Files, judged by a client that others wrote.
@ExtendWith(OneInstallation.class)
class MediaIT {
  private final Installation installation;

  MediaIT(Installation installation) {
    this.installation = installation;
  }

  @Test
  void baileysAndTheSimulatorExchangeFiles() {
    Baileys.install(installation.root());
    Baileys.judge(
        installation.root(),
        "media",
        installation.env("SIMULATOR_URL"),
        "96176000051",
        "96176000052");
  }
}
