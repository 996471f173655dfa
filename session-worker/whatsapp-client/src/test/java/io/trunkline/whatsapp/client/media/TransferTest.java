package io.trunkline.whatsapp.client.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.client.media.FakeMediaHosts.Fault;
import io.trunkline.whatsapp.client.media.MediaFailure.Code;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.media.ExpectedMedia;
import io.trunkline.whatsapp.protocol.media.MediaDecryptor;
import io.trunkline.whatsapp.protocol.media.MediaEncryptor;
import io.trunkline.whatsapp.protocol.media.MediaKeys;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferTest {
  private static final byte[] KEY = new byte[32];
  private static final String PATH = "/v/t62/file?ccb=1";

  private final FakeMediaHosts http = new FakeMediaHosts();
  private final List<Duration> pauses = new ArrayList<>();
  private final List<Optional<MediaConnection>> asked = new ArrayList<>();
  private final byte[] plaintext = new byte[200_000];
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  TransferTest() {
    new Random(1).nextBytes(plaintext);
  }

  private MediaConnection connection(Optional<MediaConnection> refused) {
    asked.add(refused);
    return new MediaConnection("auth" + asked.size(), List.of("one.test", "two.test:8443"));
  }

  private UploadedMedia upload(MediaKind kind, MediaSource source) throws InterruptedException {
    return new Uploads(http, this::connection, pauses::add, () -> {}).upload(kind, KEY, source);
  }

  private UploadedMedia upload() throws InterruptedException {
    return upload(MediaKind.IMAGE, source(plaintext));
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

  private byte[] serve(String path) {
    var keys = MediaKeys.derive(KEY, MediaKind.IMAGE);
    byte[] file = MediaEncryptor.of(keys).encryptWhole(plaintext);
    http.put(path, file);
    return file;
  }

  private String download(byte[] file, Optional<NewUpload> again) throws InterruptedException {
    var expected =
        new ExpectedMedia(
            ByteString.copyFrom(Sha256.hash(file)),
            ByteString.copyFrom(Sha256.hash(plaintext)),
            OptionalLong.of(plaintext.length));
    return new Downloads(http, this::connection, pauses::add, () -> {})
        .download(
            new RemoteMedia(MediaKind.IMAGE, PATH, ByteString.copyFrom(KEY), expected),
            again,
            this::receive);
  }

  private void receive(ByteBuffer piece) {
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    received.writeBytes(bytes);
  }

  private static MediaFailure failure(ThrowingCallable call) {
    return catchThrowableOfType(MediaFailure.class, call);
  }

  private List<String> hostsAsked() {
    return http.requests.stream().map(request -> request.uri().getAuthority()).toList();
  }

  @Test
  void anUploadIsTheFileThatItsPathNames() throws Exception {
    UploadedMedia uploaded = upload(MediaKind.VIDEO, source(plaintext));
    byte[] file = http.file(uploaded.directPath()).orElseThrow();

    assertThat(
            MediaDecryptor.decrypt(MediaKeys.derive(KEY, MediaKind.VIDEO), known(uploaded), file))
        .isEqualTo(plaintext);
    String token = Base64.getUrlEncoder().encodeToString(Sha256.hash(file));
    assertThat(http.requests.getFirst().uri().toString())
        .isEqualTo(
            "https://one.test/mms/video/%s?auth=auth1&token=%s"
                .formatted(token, token.replace("=", "%3D")));
    assertThat(uploaded.directPath()).endsWith("?x=1");
    assertThat(uploaded.url()).startsWith("https://one.test/v/");
    assertThat(uploaded.handle()).contains("h");
    assertThat(uploaded.file().streamingSidecar().orElseThrow().size()).isEqualTo(40);
  }

  private static ExpectedMedia known(UploadedMedia uploaded) {
    var file = uploaded.file();
    return new ExpectedMedia(
        file.fileEncSha256(), file.fileSha256(), OptionalLong.of(file.fileLength()));
  }

  @Test
  void anUploadGoesToTheNextHostAndWaitsAfterTheLast() throws Exception {
    Collections.addAll(
        http.faults, new Fault.Silence(), Fault.status(503), new Fault.Status(429, "7"));
    upload();
    assertThat(hostsAsked())
        .containsExactly("one.test", "two.test:8443", "one.test", "two.test:8443");
    assertThat(pauses).containsExactly(Duration.ofSeconds(1));
    assertThat(asked).hasSize(2);
  }

  @Test
  void aHostThatAsksForAPauseGetsIt() throws Exception {
    Collections.addAll(http.faults, Fault.status(500), new Fault.Status(429, "7"));
    upload();
    assertThat(pauses).containsExactly(Duration.ofSeconds(7));
  }

  @Test
  void anUploadAsksForHostsAnewOnceWhenItsRightIsRefused() throws Exception {
    http.faults.add(Fault.status(401));
    upload();
    assertThat(asked).hasSize(2);
    assertThat(asked.getLast().orElseThrow().auth()).isEqualTo("auth1");
    assertThat(http.requests.getLast().uri().getQuery()).startsWith("auth=auth2&");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404})
  void anUploadDoesNotFailForGoodOn403Or404ThatARefreshOrAnotherHostHelps(int status)
      throws Exception {
    Collections.addAll(http.faults, Fault.status(status), Fault.status(status));
    upload();
    assertThat(asked).hasSize(2);
    assertThat(hostsAsked()).containsExactly("one.test", "one.test", "two.test:8443");
    assertThat(pauses).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404})
  void anUploadFailsOn403Or404VisiblyOnceAllHostsHaveRefusedItUnderANewRight(int status) {
    http.faults.addAll(Collections.nCopies(3, Fault.status(status)));
    MediaFailure refused = failure(this::upload);
    assertThat(refused.code()).isEqualTo(Code.REFUSED);
    assertThat(refused.status()).isEqualTo(status);
    assertThat(hostsAsked()).containsExactly("one.test", "one.test", "two.test:8443");
  }

  @Test
  void anUploadOfWhatAHostDoesNotTakeIsRefusedAtOnce() {
    http.faults.add(Fault.status(413));
    assertThat(failure(this::upload).status()).isEqualTo(413);
    assertThat(http.requests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404})
  void aDownloadDoesNotFailForGoodOn403Or404ThatAnotherHostOrARefreshHelps(int status)
      throws Exception {
    byte[] file = serve(PATH);
    http.faults.add(Fault.status(status));
    assertThat(download(file, Optional.empty())).isEqualTo(PATH);
    assertThat(asked).hasSize(1);

    Collections.addAll(http.faults, Fault.status(status), Fault.status(status));
    received.reset();
    assertThat(download(file, Optional.empty())).isEqualTo(PATH);
    assertThat(received.toByteArray()).isEqualTo(plaintext);
    assertThat(asked.getLast()).isPresent();
    assertThat(pauses).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404})
  void aDownloadFailsOn403Or404VisiblyOnlyAfterHostsARefreshAndThePhone(int status) {
    byte[] file = serve("/v/again?x=1");
    http.faults.addAll(Collections.nCopies(6, Fault.status(status)));
    var phone = new ArrayList<Integer>();
    var gone =
        failure(
            () ->
                download(
                    file,
                    Optional.of(
                        () -> {
                          phone.add(http.requests.size());
                          return "/v/again?x=1";
                        })));
    assertThat(gone.code()).isEqualTo(Code.GONE);
    assertThat(gone.status()).isEqualTo(status);
    // Two hosts, the two again under a new right, the phone, and the two a last time.
    assertThat(phone).containsExactly(4);
    assertThat(http.requests).hasSize(6);
    assertThat(asked).hasSize(2);
  }

  @Test
  void anUploadGivesUpAfterFiveRounds() {
    http.faults.addAll(Collections.nCopies(10, new Fault.Silence()));
    assertThat(failure(this::upload).code()).isEqualTo(Code.UNREACHABLE);
    assertThat(http.requests).hasSize(10);
    assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L);
  }

  @Test
  void aSourceThatChangesOrFailsIsNoFaultOfTheHosts() {
    var sources = List.of(plaintext, new byte[plaintext.length - 1]).iterator();
    var changing =
        new MediaSource() {
          @Override
          public long length() {
            return plaintext.length;
          }

          @Override
          public InputStream open() throws IOException {
            return new ByteArrayInputStream(sources.next());
          }
        };
    assertThat(failure(() -> upload(MediaKind.IMAGE, changing)).code()).isEqualTo(Code.STORAGE);
    assertThat(http.requests).hasSize(1);
  }

  @Test
  void aDownloadGoesOnWhereItBrokeOff() throws Exception {
    byte[] file = serve(PATH);
    Collections.addAll(
        http.faults,
        new Fault.CutOff(70_000),
        new Fault.Silence(),
        new Fault.CutOff(50_000),
        new Fault.NoRange());
    assertThat(download(file, Optional.empty())).isEqualTo(PATH);
    assertThat(received.toByteArray()).isEqualTo(plaintext);
    assertThat(http.requests.stream().map(request -> request.headers().get("Range")))
        .containsExactly(null, "bytes=70000-", "bytes=70000-", "bytes=120000-");
    assertThat(hostsAsked()).containsOnly("one.test", "two.test:8443");
  }

  @Test
  void aDownloadGivesUpAfterFiveTriesWithoutAByte() {
    byte[] file = serve(PATH);
    http.faults.add(new Fault.CutOff(10));
    http.faults.addAll(Collections.nCopies(5, Fault.status(500)));
    assertThat(failure(() -> download(file, Optional.empty())).code()).isEqualTo(Code.UNREACHABLE);
    assertThat(http.requests).hasSize(6);
  }

  @Test
  void aFileThatIsGoneIsUploadedAgainByThePhoneOnce() throws Exception {
    byte[] file = serve("/v/again?x=1");
    assertThat(download(file, Optional.of(() -> "/v/again?x=1"))).isEqualTo("/v/again?x=1");
    assertThat(received.toByteArray()).isEqualTo(plaintext);
    assertThat(failure(() -> download(file, Optional.of(() -> "/v/nowhere?"))).code())
        .isEqualTo(Code.GONE);
    assertThat(failure(() -> download(file, Optional.empty())).code()).isEqualTo(Code.GONE);
  }

  @Test
  void aFileThatIsNotTheAnnouncedOneIsRefusedForGood() {
    byte[] file = serve(PATH);
    byte[] other = file.clone();
    other[1000] ^= 1;
    http.put(PATH, other);
    MediaFailure corrupt = failure(() -> download(file, Optional.empty()));
    assertThat(corrupt.code()).isEqualTo(Code.CORRUPT);
    assertThat(corrupt.retryable()).isFalse();
    assertThat(http.requests).hasSize(1);
  }
}
