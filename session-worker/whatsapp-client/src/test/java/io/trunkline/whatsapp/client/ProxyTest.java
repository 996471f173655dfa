package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.client.ProxySettings.Kind;
import io.trunkline.whatsapp.client.event.ConnectionState;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTest {
  private final Scene scene = Scene.linked();
  private final ConnectProxy proxy = new ConnectProxy();

  @AfterEach
  void close() {
    scene.close();
    proxy.close();
  }

  @Test
  void theSessionGoesThroughItsProxyWhoseNameIsResolved() throws InterruptedException {
    scene.proxy =
        Optional.of(ProxySettings.parse("http://ann:s%3Acret+1@localhost:" + proxy.port()));
    scene.newSession();
    scene.open();
    var head = proxy.heads.poll(20, TimeUnit.SECONDS);
    var login = Base64.getEncoder().encodeToString("ann:s:cret+1".getBytes(StandardCharsets.UTF_8));
    assertThat(head)
        .startsWith("CONNECT 127.0.0.1:" + scene.server.url().getPort() + " HTTP/1.1")
        .containsIgnoringCase("proxy-authorization: Basic " + login);
  }

  @Test
  void noSocketIsOpenedToAProxyInANetworkThatIsNotAllowed() {
    scene.isProxyAllowed = false;
    scene.proxy = Optional.of(ProxySettings.parse("socks5://localhost:" + proxy.port()));
    scene.newSession();
    var unused = scene.session.connect();
    assertThat(scene.await(ConnectionState.Retrying.class).reason()).isEqualTo("network");
    assertThat(proxy.heads).isEmpty();
    assertThat(scene.server.hasConnection()).isFalse();
  }

  @Test
  void urlsNameKindHostPortAndLogin() {
    assertThat(ProxySettings.parse("socks5://ann:a%40b@[::1]:1080"))
        .isEqualTo(
            new ProxySettings(Kind.SOCKS5, "::1", 1080, Optional.of("ann"), Optional.of("a@b")));
    assertThat(ProxySettings.parse("http://proxy.example:8080"))
        .isEqualTo(
            new ProxySettings(
                Kind.HTTP, "proxy.example", 8080, Optional.empty(), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hidden",
        "http://hidden",
        "ftp://hidden:1",
        "http://hid den:1",
        "http://a:hidden@b:0",
        "http://a:%zz-hidden@b:1"
      })
  void whatIsNoProxyIsRefusedWithoutBeingQuoted(String url) {
    assertThatThrownBy(() -> ProxySettings.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected")
        .satisfies(thrown -> assertThat(thrown.toString()).doesNotContain("hidden"));
  }
}
