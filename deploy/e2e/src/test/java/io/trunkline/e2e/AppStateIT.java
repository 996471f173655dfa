package io.trunkline.e2e;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What an account's devices share, judged by a client that others wrote.
@ExtendWith(OneInstallation.class)
class AppStateIT {
  private final Installation installation;

  AppStateIT(Installation installation) {
    this.installation = installation;
  }

  @Test
  void baileysAndThePhoneSeeEachOthersChangesAndThePast() {
    Baileys.install(installation.root());
    Baileys.judge(
        installation.root(),
        "appstate",
        installation.env("SIMULATOR_URL"),
        "96176000011",
        "96176000012");
  }
}
