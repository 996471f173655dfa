package io.trunkline.e2e;

import java.time.Duration;
import java.util.List;
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
    Baileys.run(
        installation.root(),
        Duration.ofMinutes(2),
        List.of("groups.mjs", "--control", installation.env("SIMULATOR_URL")));
  }
}
