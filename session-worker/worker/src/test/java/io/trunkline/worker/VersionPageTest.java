package io.trunkline.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.protocol.payload.ClientVersion;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;

class VersionPageTest {
  private final VersionPage page =
      new VersionPage(URI.create("http://127.0.0.1:1/"), new ClientVersion(2, 3000, 7));

  @Test
  void revisionIsFoundInJsonAndInsideAScript() throws IOException {
    assertThat(page.version("{\"client_revision\":1045649367}"))
        .isEqualTo(new ClientVersion(2, 3000, 1045649367));
    assertThat(page.version("x=\"{\\\"client_revision\\\":1028459999,\\\"a\\\":1}\""))
        .isEqualTo(new ClientVersion(2, 3000, 1028459999));
  }

  @Test
  void pageWithoutARevisionIsRefused() {
    assertThatThrownBy(() -> page.version("<html>")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> page.version("client_revision: 99999999999999"))
        .isInstanceOf(IOException.class);
  }
}
