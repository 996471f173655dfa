package io.trunkline.edge.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class AnonymousRuleTest {
  @ParameterizedTest
  @ValueSource(strings = {"localhost:3000", "LOCALHOST", "127.0.0.1:3000", "127.8.9.1", "[::1]:3"})
  void thisMachineByOneOfItsOwnNamesIsAllowed(String host) {
    assertThat(AnonymousRule.allows(request("127.0.0.1", host).build())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "10.0.0.1",
        "0.0.0.0:3000",
        "127.0.0.1@evil.example",
        ""
      })
  void anyOtherHostIsARebindingAndRefused(String host) {
    assertThat(AnonymousRule.allows(request("127.0.0.1", host).build())).isFalse();
  }

  @Test
  void aPeerElsewhereIsRefused() {
    assertThat(AnonymousRule.allows(request("192.0.2.7", "localhost").build())).isFalse();
  }

  @Test
  void twoHostsAreRefused() {
    var request = request("127.0.0.1", "localhost").header("Host", "localhost").build();
    assertThat(AnonymousRule.allows(request)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Forwarded",
        "X-Forwarded-For",
        "x-forwarded-host",
        "X-Forwarded-Anything",
        "X-Real-IP",
        "Via",
        "CF-Connecting-IP",
        "True-Client-IP"
      })
  void aForwardedRequestIsRefused(String header) {
    var request = request("127.0.0.1", "localhost").header(header, "127.0.0.1").build();
    assertThat(AnonymousRule.allows(request)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, http://localhost:3000, true",
    "Origin, http://localhost:5173, false",
    "Origin, https://evil.example, false",
    "Origin, null, false",
    "Sec-Fetch-Site, same-origin, true",
    "Sec-Fetch-Site, none, true",
    "Sec-Fetch-Site, same-site, false",
    "Sec-Fetch-Site, cross-site, false"
  })
  void onlyTheGatewaysOwnPagesAreAllowed(String header, String value, boolean allowed) {
    var request = request("127.0.0.1", "localhost:3000").header(header, value).build();
    assertThat(AnonymousRule.allows(request)).isEqualTo(allowed);
  }

  private static MockServerHttpRequest.BaseBuilder<?> request(String peer, String host) {
    return MockServerHttpRequest.get("/api/v1/connections")
        .header("Host", host)
        .remoteAddress(new InetSocketAddress(peer, 50_000));
  }
}
