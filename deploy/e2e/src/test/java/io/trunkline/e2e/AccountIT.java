package io.trunkline.e2e;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Linking by code, lookups, presence, profile, privacy, block list and calls, judged by a client
/// that others wrote.
@ExtendWith(OneInstallation.class)
class AccountIT {
  private final Installation installation;

  AccountIT(Installation installation) {
    this.installation = installation;
  }

  @BeforeEach
  void install() {
    Baileys.install(installation.root());
  }

  @Test
  void baileysLinksByACode() {
    judge("pairing-code", "96176100001", "96176100002");
  }

  @Test
  void baileysLooksUpWatchesBlocksAndRefuses() {
    judge("account", "96176100003", "96176100004");
  }

  private void judge(String scenario, String number, String peer) {
    Baileys.judge(installation.root(), scenario, installation.env("SIMULATOR_URL"), number, peer);
  }
}
