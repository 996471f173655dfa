package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.client.media.MediaFailure;
import io.trunkline.whatsapp.client.media.MediaFailure.Code;
import io.trunkline.whatsapp.client.media.MediaSource;
import io.trunkline.whatsapp.client.media.RemoteMedia;
import io.trunkline.whatsapp.protocol.media.ExpectedMedia;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of a session with a proxy, to and from a media host that speaks TLS.
class ProxiedMediaTest {
  private static final byte[] KEY = new byte[32];

  private final ConnectProxy proxy = new ConnectProxy();
  private MediaHost host;
  private Scene scene;

  @BeforeEach
  void open(@TempDir Path folder) {
    host = new MediaHost(folder);
    scene = new Scene(change -> change.caCertificatePem(host.certificatePem()));
    scene.link();
    scene.further =
        iq ->
            Optional.of(
                Scene.result(iq)
                    .child(
                        Node.of("media_conn")
                            .with("auth", "a")
                            .with("ttl", 3600)
                            .child(Node.of("host").with("hostname", host.name()).build())
                            .build())
                    .build());
    through("http://ann:secret@localhost:" + proxy.port());
  }

  private void through(String url) {
    scene.proxy = Optional.of(ProxySettings.parse(url));
    scene.newSession();
  }

  @AfterEach
  void close() {
    scene.close();
    host.close();
    proxy.close();
  }

  @Test
  void uploadsAndDownloadsGoThroughTheProxy() throws InterruptedException {
    var bytes = new byte[3_000_001];
    new Random(1).nextBytes(bytes);
    scene.open();
    assertThat(proxy.heads.take()).contains(":" + scene.server.url().getPort() + " ");
    var uploaded = Scene.get(scene.session.media().upload(MediaKind.DOCUMENT, KEY, source(bytes)));
    assertThat(proxy.heads.take())
        .startsWith("CONNECT " + host.name() + " HTTP/1.1")
        .containsIgnoringCase("proxy-authorization: Basic ");
    assertThat(host.file).hasSize(3_000_016 + 10);

    var got = new ByteArrayOutputStream();
    var remote =
        new RemoteMedia(
            MediaKind.DOCUMENT,
            uploaded.directPath(),
            ByteString.copyFrom(KEY),
            new ExpectedMedia(
                uploaded.file().fileEncSha256(),
                uploaded.file().fileSha256(),
                OptionalLong.of(bytes.length)));
    Scene.get(
        scene
            .session
            .media()
            .download(remote, Optional.empty(), piece -> got.writeBytes(content(piece))));
    assertThat(got.toByteArray()).isEqualTo(bytes);
    assertThat(proxy.heads.take()).startsWith("CONNECT " + host.name());
    assertThat(proxy.heads).isEmpty();
    assertThat(scene.mediaHosts.requests).isEmpty();
  }

  @Test
  void whereItsProxyCannotBeReachedAFileTakesNoOtherWay() {
    scene.open();
    scene.isProxyAllowed = false;
    var failure =
        catchThrowableOfType(
            MediaFailure.class,
            () ->
                Scene.get(
                    scene.session.media().upload(MediaKind.IMAGE, KEY, source(new byte[] {1}))));
    assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
    assertThat(host.file).isEmpty();
    assertThat(scene.mediaHosts.requests).isEmpty();
  }

  private static byte[] content(ByteBuffer piece) {
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    return bytes;
  }

  private static MediaSource source(byte[] bytes) {
    return new MediaSource() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }
}
