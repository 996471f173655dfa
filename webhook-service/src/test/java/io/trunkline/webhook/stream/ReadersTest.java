package io.trunkline.webhook.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ReadersTest {
  @Test
  void handshakeIsNotFoundWhereTheWebSocketIsOff() {
    assertThat(statusWhere(false)).isEqualTo(404);
  }

  @Test
  void handshakeWithoutAnIdentityIsForbidden() {
    assertThat(statusWhere(true)).isEqualTo(403);
  }

  private static int statusWhere(boolean isEnabled) {
    var settings = new StreamSettings(isEnabled, 1, Duration.ofSeconds(30), Duration.ofSeconds(1));
    var readers = new Readers(settings, new SimpleMeterRegistry());
    var servlet = new MockHttpServletResponse();
    var response = new ServletServerHttpResponse(servlet);
    var goesOn =
        readers.beforeHandshake(
            new ServletServerHttpRequest(new MockHttpServletRequest("GET", "/ws")),
            response,
            readers,
            new HashMap<>());
    response.close();
    assertThat(goesOn).isFalse();
    return servlet.getStatus();
  }
}
