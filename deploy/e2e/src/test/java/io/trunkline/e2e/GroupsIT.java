package io.trunkline.e2e;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A client that others wrote, in groups.
@ExtendWith(OneInstallation.class)
class GroupsIT {
  private final Installation installation;

  GroupsIT(Installation installation) {
    this.installation = installation;
  }

  @Test
  void baileysAndTheSimulatorUnderstandEachOtherInGroups() {
    Baileys.install(installation.root());
    Baileys.judge(
        installation.root(),
        "groups",
        installation.env("SIMULATOR_URL"),
        "96178100001",
        "96178100002");
  }
}
