package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.client.media.FakeMediaHosts.Fault;
import io.trunkline.whatsapp.client.media.MediaFailure;
import io.trunkline.whatsapp.client.media.MediaFailure.Code;
import io.trunkline.whatsapp.client.media.MediaMessage;
import io.trunkline.whatsapp.client.media.MediaSource;
import io.trunkline.whatsapp.client.media.RemoteMedia;
import io.trunkline.whatsapp.client.media.UploadedMedia;
import io.trunkline.whatsapp.proto.mmsretry.MediaRetryNotification;
import io.trunkline.whatsapp.proto.mmsretry.MediaRetryNotification.ResultType;
import io.trunkline.whatsapp.protocol.media.ExpectedMedia;
import io.trunkline.whatsapp.protocol.media.MediaEncryptor;
import io.trunkline.whatsapp.protocol.media.MediaKeys;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.media.MediaRetry;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MediaTest {
  private static final byte[] KEY = new byte[32];
  private static final byte[] PICTURE = "a picture".getBytes(StandardCharsets.UTF_8);
  private static final MediaMessage MESSAGE =
      new MediaMessage("3EB0AA", Scene.BOB_LID, false, Optional.empty());

  private final Scene scene =
      new Scene(change -> change.keepAlive(Duration.ofHours(1), Duration.ofHours(1)));
  private ScriptedServer.Peer peer;

  @BeforeEach
  void open() {
    scene.link();
    peer = scene.open();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private CompletionStage<UploadedMedia> upload() {
    return scene.session.media().upload(MediaKind.IMAGE, KEY, source(PICTURE));
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

  private Node tellHosts(String auth, String... hosts) {
    Node query = peer.take("iq");
    var mediaConn =
        Node.of("media_conn").with("auth", auth).with("ttl", "300").with("auth_ttl", "200");
    for (String host : hosts) {
      mediaConn.child(
          Node.of("host")
              .with("hostname", host)
              .with("type", host.startsWith("fallback") ? "fallback" : "primary")
              .build());
    }
    peer.send(Scene.result(query).child(mediaConn.build()).build());
    return query;
  }

  private String lastHost() {
    return scene.mediaHosts.requests.getLast().uri().getAuthority();
  }

  @Test
  void hostsAreAskedForOnceAndAgainWhenTheirTimeIsOver() {
    var first = upload();
    Node query = tellHosts("a1", "fallback.test", "main.test", "evil.test/x?");
    assertThat(query.attr("xmlns")).isEqualTo("w:m");
    assertThat(query.attr("type")).isEqualTo("set");
    assertThat(query.child("media_conn")).isPresent();
    Scene.get(first);
    assertThat(lastHost()).isEqualTo("main.test");

    Scene.get(upload());
    scene.time.advance(Duration.ofSeconds(200));
    var third = upload();
    tellHosts("a2", "other.test");
    Scene.get(third);
    assertThat(lastHost()).isEqualTo("other.test");
  }

  @Test
  void hostsThatTheServerDoesNotNameAreThoseOfTheSettings() {
    var uploading = upload();
    tellHosts("a1");
    Scene.get(uploading);
    assertThat(lastHost()).isEqualTo("mmg.whatsapp.net");
  }

  @Test
  void aRefusedRightIsAskedForAnew() {
    scene.mediaHosts.faults.add(Fault.status(401));
    var uploading = upload();
    tellHosts("a1", "main.test");
    tellHosts("a2", "main.test");
    Scene.get(uploading);
    assertThat(scene.mediaHosts.requests.getLast().uri().getQuery()).startsWith("auth=a2&");
  }

  @Test
  void aSessionWithoutConnectionTransfersNothing() {
    Scene.get(scene.session.close());
    scene.await(ConnectionState.Closed.class);
    assertThat(failure(upload()).code()).isEqualTo(Code.NOT_CONNECTED);
  }

  @Test
  void aTransferEndsWithItsSession() throws Exception {
    var isReading = new CountDownLatch(1);
    var stuck = stuck(isReading);
    isReading.await();
    Scene.get(scene.session.close());
    assertThat(failure(stuck).code()).isEqualTo(Code.NOT_CONNECTED);
  }

  @Test
  void aTransferThatDoesNotMoveIsGivenUp() throws Exception {
    var isReading = new CountDownLatch(1);
    var stuck = stuck(isReading);
    isReading.await();
    scene.time.advance(Duration.ofSeconds(60));
    assertThat(failure(stuck).code()).isEqualTo(Code.UNREACHABLE);
  }

  /// An upload whose source gives nothing.
  private CompletionStage<UploadedMedia> stuck(CountDownLatch isReading) {
    return scene
        .session
        .media()
        .upload(
            MediaKind.IMAGE,
            KEY,
            new MediaSource() {
              @Override
              public long length() {
                return 1;
              }

              @Override
              public InputStream open() {
                isReading.countDown();
                return new InputStream() {
                  @Override
                  public int read() {
                    try {
                      new CountDownLatch(1).await();
                    } catch (InterruptedException _) {
                      // Given up.
                    }
                    return -1;
                  }
                };
              }
            });
  }

  private CompletionStage<String> download(ByteArrayOutputStream received) {
    var media =
        new RemoteMedia(
            MediaKind.IMAGE, "/v/old?x=1", ByteString.copyFrom(KEY), ExpectedMedia.UNKNOWN);
    return scene
        .session
        .media()
        .download(
            media,
            Optional.of(MESSAGE),
            piece -> {
              byte[] bytes = new byte[piece.remaining()];
              piece.get(bytes);
              received.writeBytes(bytes);
            });
  }

  /// Begins a download of a file that is gone and gives the request to the phone.
  private Node askedPhone() {
    tellHosts("a1", "main.test");
    tellHosts("a2", "main.test");
    return peer.take("receipt");
  }

  private Node.Builder answer(Node request) {
    return Node.of("notification")
        .with("id", request.attr("id"))
        .with("type", "mediaretry")
        .with("from", Scene.ANN_PN.toUserJid())
        .with("t", 1795255200)
        .child(Node.of("rmr").with("jid", Scene.BOB_LID).with("from_me", "false").build());
  }

  private static Node encrypt(MediaRetry.Sealed sealed) {
    return Node.of("encrypt")
        .child(Node.of("enc_p").bytes(sealed.payload().toByteArray()).build())
        .child(Node.of("enc_iv").bytes(sealed.iv().toByteArray()).build())
        .build();
  }

  @Test
  void aFileThatIsGoneIsUploadedAgainByThePhone() {
    var received = new ByteArrayOutputStream();
    var downloading = download(received);
    Node request = askedPhone();
    assertThat(request.attr("type")).isEqualTo("server-error");
    assertThat(request.jid("to")).isEqualTo(Scene.ANN_PN.toUserJid());
    assertThat(request.requireChild("rmr").jid("jid")).isEqualTo(Scene.BOB_LID);
    assertThat(request.requireChild("rmr").attr("from_me")).isEqualTo("false");
    var retry = MediaRetry.of(KEY, MESSAGE.id());
    var sealed = request.requireChild("encrypt");
    assertThat(
            retry
                .openRequest(
                    new MediaRetry.Sealed(
                        ByteString.copyFrom(sealed.requireChild("enc_p").bytes()),
                        ByteString.copyFrom(sealed.requireChild("enc_iv").bytes())))
                .getStanzaID())
        .isEqualTo(MESSAGE.id());

    scene.mediaHosts.put(
        "/v/new", MediaEncryptor.of(MediaKeys.derive(KEY, MediaKind.IMAGE)).encryptWhole(PICTURE));
    var path =
        MediaRetryNotification.newBuilder()
            .setStanzaID(MESSAGE.id())
            .setResult(ResultType.SUCCESS)
            .setDirectPath("/v/new?y=2")
            .build();
    peer.send(answer(request).child(encrypt(retry.sealAnswer(path, scene.randomness))).build());
    assertThat(Scene.get(downloading)).isEqualTo("/v/new?y=2");
    assertThat(received.toByteArray()).isEqualTo(PICTURE);
    assertThat(peer.take("ack").attr("class")).isEqualTo("notification");
  }

  @Test
  void aFileThatThePhoneDoesNotHaveIsGone() {
    var downloading = download(new ByteArrayOutputStream());
    Node request = askedPhone();
    peer.send(answer(request).child(Node.of("error").with("code", 2).build()).build());
    assertThat(failure(downloading).code()).isEqualTo(Code.GONE);
  }

  @Test
  void anAnswerThatDoesNotOpenIsLeftAndAPhoneThatIsSilentIsGivenUp() {
    var downloading = download(new ByteArrayOutputStream());
    Node request = askedPhone();
    byte[] otherKey = new byte[32];
    otherKey[0] = 1;
    var forged =
        MediaRetry.of(otherKey, MESSAGE.id())
            .sealAnswer(MediaRetryNotification.getDefaultInstance(), scene.randomness);
    peer.send(answer(request).child(encrypt(forged)).build());
    peer.take("ack");
    assertThat(downloading.toCompletableFuture()).isNotDone();
    scene.time.advance(Duration.ofSeconds(60));
    assertThat(failure(downloading).code()).isEqualTo(Code.PHONE_SILENT);
  }

  private static MediaFailure failure(CompletionStage<?> stage) {
    return catchThrowableOfType(MediaFailure.class, () -> Scene.get(stage));
  }
}
