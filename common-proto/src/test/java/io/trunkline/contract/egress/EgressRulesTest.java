package io.trunkline.contract.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressRulesTest {
  private final EgressRules production = rules(false);

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
    var rules = rules(false, "10.1.2.0/23");
    assertThat(rules.resolve("10.1.3.255")).hasSize(1);
    assertThatThrownBy(() -> rules.resolve("10.1.4.0")).isInstanceOf(RefusedAddressException.class);
  }

  @Test
  void loopbackIsReachedWhereAllowedAndNothingElsePrivate() throws Exception {
    var rules = rules(true);
    assertThat(rules.resolve("127.0.0.1")).hasSize(1);
    assertThatThrownBy(() -> rules.resolve("10.0.0.1")).isInstanceOf(RefusedAddressException.class);
  }

  private static EgressRules rules(boolean isLoopbackAllowed, String... networks) {
    return new EgressRules(List.of(networks), isLoopbackAllowed);
  }
}
