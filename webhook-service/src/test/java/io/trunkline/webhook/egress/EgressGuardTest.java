package io.trunkline.webhook.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.webhook.egress.EgressGuard.RefusedAddressException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressGuardTest {
  private final EgressGuard production = guard("production");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1", "localhost", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1",
        "fc00::1", "fe80::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2130706433"
      })
  void addressesThatAreNotPublicAreRefused(String host) {
    assertThatThrownBy(() -> production.resolve(host)).isInstanceOf(RefusedAddressException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1"})
  void publicAddressesAreReached(String host) throws Exception {
    assertThat(production.resolve(host)).hasSize(1);
  }

  @Test
  void allowedNetworkIsReachedAndItsNeighbourIsNot() throws Exception {
    var guard = guard("production", "10.1.2.0/23");
    assertThat(guard.resolve("10.1.3.255")).hasSize(1);
    assertThatThrownBy(() -> guard.resolve("10.1.4.0")).isInstanceOf(RefusedAddressException.class);
  }

  @Test
  void localProfileReachesLoopbackOnly() throws Exception {
    var guard = guard("local");
    assertThat(guard.resolve("127.0.0.1")).hasSize(1);
    assertThatThrownBy(() -> guard.resolve("10.0.0.1")).isInstanceOf(RefusedAddressException.class);
  }

  private static EgressGuard guard(String profile, String... networks) {
    return new EgressGuard(new EgressSettings(List.of(networks)), profile);
  }
}
