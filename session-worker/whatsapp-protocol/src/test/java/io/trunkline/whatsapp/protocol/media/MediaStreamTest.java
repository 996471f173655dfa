package io.trunkline.whatsapp.protocol.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.Vectors;
import io.trunkline.whatsapp.protocol.media.MediaException.Code;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MediaStreamTest {
  private static final JsonNode VECTORS = Vectors.of("media_file");
  private static final JsonNode SMALL = VECTORS.required("small");
  private static final JsonNode BIG = VECTORS.required("big");
  private static final byte[] MEDIA_KEY = Vectors.bytes(VECTORS, "mediaKey");
  private static final MediaKeys IMAGE = MediaKeys.derive(MEDIA_KEY, MediaKind.IMAGE);
  private static final MediaKeys VIDEO = MediaKeys.derive(MEDIA_KEY, MediaKind.VIDEO);
  private static final byte[] PLAINTEXT = Vectors.bytes(SMALL, "plaintext");
  private static final byte[] FILE = Vectors.bytes(SMALL, "file");

  @Test
  void aSmallFileIsTheVectors() {
    MediaEncryptor encryptor = MediaEncryptor.withSidecar(IMAGE);

    assertThat(encryptor.encryptWhole(PLAINTEXT)).isEqualTo(FILE);
    assertThat(encryptor.result())
        .isEqualTo(
            new EncryptedMedia(
                hash(SMALL, "fileSha256"),
                hash(SMALL, "fileEncSha256"),
                100,
                Optional.of(hash(SMALL, "sidecar"))));
    assertThat(MediaDecryptor.decrypt(IMAGE, expected(100), FILE)).isEqualTo(PLAINTEXT);
  }

  @Test
  void aBigFileInPiecesIsTheVectors() {
    byte[] plaintext = new byte[150_000];
    for (int i = 0; i < plaintext.length; i++) {
      plaintext[i] = (byte) (i % 251);
    }
    MediaEncryptor encryptor = MediaEncryptor.withSidecar(VIDEO);
    for (int from = 0; from < plaintext.length; from += 7_777) {
      encryptor.update(ByteBuffer.wrap(plaintext, from, Math.min(7_777, plaintext.length - from)));
    }
    encryptor.finish();

    assertThat(encryptor.result())
        .isEqualTo(
            new EncryptedMedia(
                hash(BIG, "fileSha256"),
                hash(BIG, "fileEncSha256"),
                150_000,
                Optional.of(hash(BIG, "streamingSidecar"))));
  }

  @Test
  void sidecarsAreComputedOnlyWhenAskedFor() {
    MediaEncryptor encryptor = MediaEncryptor.of(IMAGE);
    encryptor.finish();
    assertThat(encryptor.result().streamingSidecar()).isEmpty();
    assertThat(encryptor.result().fileLength()).isZero();
  }

  @Test
  void theLengthOfAFileIsKnownBefore() {
    for (int length = 0; length < 50; length++) {
      assertThat(MediaEncryptor.of(IMAGE).encryptWhole(new byte[length]))
          .hasSize((int) MediaEncryptor.fileBytes(length));
    }
    assertThat(MediaEncryptor.fileBytes(2L << 30)).isEqualTo((2L << 30) + 26);
  }

  @Test
  void anotherFileIsRefused() {
    assertRefused(
        Code.ENC_HASH_MISMATCH,
        () ->
            decrypt(
                MediaEncryptor.of(IMAGE).encryptWhole(new byte[100]),
                new ExpectedMedia(
                    ByteString.copyFrom(new byte[32]), ByteString.EMPTY, OptionalLong.empty())));
    ExpectedMedia otherPlaintext =
        new ExpectedMedia(
            hash(SMALL, "fileEncSha256"), ByteString.copyFrom(new byte[32]), OptionalLong.empty());
    assertRefused(Code.HASH_MISMATCH, () -> decrypt(FILE, otherPlaintext));
    ExpectedMedia shortHash =
        new ExpectedMedia(
            ByteString.EMPTY, hash(SMALL, "fileSha256").substring(1), OptionalLong.empty());
    assertRefused(Code.HASH_MISMATCH, () -> decrypt(FILE, shortHash));
  }

  @Test
  void anotherKeyIsRefused() {
    assertRefused(Code.BAD_MAC, () -> MediaDecryptor.decrypt(VIDEO, expected(100), FILE));
  }

  @Test
  void otherLengthsThanAnnouncedAreRefused() {
    for (long less : new long[] {99, 0, -1, Long.MIN_VALUE}) {
      assertRefused(Code.TOO_LONG, () -> decrypt(FILE, expected(less)));
    }
    for (long more : new long[] {101, 111, 112, Integer.MAX_VALUE, Long.MAX_VALUE}) {
      assertRefused(Code.TRUNCATED, () -> decrypt(FILE, expected(more)));
    }
  }

  @Test
  void tooMuchPlaintextIsRefusedBeforeTheEnd() {
    byte[] file = MediaEncryptor.of(IMAGE).encryptWhole(new byte[1000]);
    MediaDecryptor decryptor =
        MediaDecryptor.of(
            IMAGE, new ExpectedMedia(ByteString.EMPTY, ByteString.EMPTY, OptionalLong.of(10)));

    assertRefused(Code.TOO_LONG, () -> decryptor.update(ByteBuffer.wrap(file, 0, 100)));
  }

  @Test
  void everyTruncationIsRefused() {
    for (int length = 0; length < FILE.length; length++) {
      byte[] part = Arrays.copyOf(FILE, length);
      assertRefused(Code.TRUNCATED, () -> decrypt(part, expected(100)));
      assertThatThrownBy(() -> decrypt(part, ExpectedMedia.UNKNOWN))
          .asInstanceOf(type(MediaException.class))
          .satisfies(e -> assertThat(e.code()).isIn(Code.TRUNCATED, Code.BAD_MAC));
    }
  }

  @Test
  void everyFlippedBitIsRefused() {
    for (int bit = 0; bit < FILE.length * 8; bit++) {
      byte[] changed = FILE.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(Code.ENC_HASH_MISMATCH, () -> decrypt(changed, expected(100)));
      assertRefused(Code.BAD_MAC, () -> decrypt(changed, ExpectedMedia.UNKNOWN));
    }
  }

  @Test
  void anAuthenticFileWithoutPaddingIsRefused() {
    JsonNode vector = Vectors.of("media_keys").required("types").required("image");
    DerivedKeys keys =
        new DerivedKeys(
            Vectors.bytes(vector, "iv"),
            Vectors.bytes(vector, "cipherKey"),
            Vectors.bytes(vector, "macKey"));
    byte[] file = keys.sign(new byte[32]);

    assertRefused(Code.BAD_PADDING, () -> decrypt(file, ExpectedMedia.UNKNOWN));
  }

  @Test
  void finishedFilesTakeNoMore() {
    MediaEncryptor encryptor = MediaEncryptor.of(IMAGE);
    assertThatThrownBy(encryptor::result).isInstanceOf(IllegalStateException.class);
    encryptor.finish();
    assertThatThrownBy(encryptor::finish).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> encryptor.update(wrap(PLAINTEXT)))
        .isInstanceOf(IllegalStateException.class);

    MediaDecryptor decryptor = MediaDecryptor.of(IMAGE, expected(100));
    decryptor.update(wrap(FILE));
    decryptor.finish();
    assertThatThrownBy(decryptor::finish).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> decryptor.update(wrap(FILE)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anAttemptThatBrokeOffGoesOn() {
    MediaDecryptor decryptor = MediaDecryptor.of(IMAGE, expected(100));
    byte[] first = bytes(decryptor.update(ByteBuffer.wrap(FILE, 0, 77)));
    int from = (int) decryptor.fileBytes();
    byte[] second = bytes(decryptor.update(ByteBuffer.wrap(FILE, from, FILE.length - from)));

    assertThat(from).isEqualTo(77);
    assertThat(DerivedKeys.concat(first, second, bytes(decryptor.finish()))).isEqualTo(PLAINTEXT);
  }

  @Test
  void whatNewslettersPostIsHashedAndCounted() {
    PlainMedia posted = PlainMedia.measuring();
    posted.update(wrap(PLAINTEXT));
    assertThat(posted.length()).isEqualTo(100);
    assertThat(posted.finish()).isEqualTo(hash(SMALL, "fileSha256"));

    PlainMedia read = PlainMedia.expecting(expected(100));
    read.update(ByteBuffer.wrap(PLAINTEXT, 0, 50));
    read.update(ByteBuffer.wrap(PLAINTEXT, 50, 50));
    assertThat(read.finish()).isEqualTo(hash(SMALL, "fileSha256"));
  }

  @Test
  void whatNewslettersPostIsChecked() {
    assertRefused(Code.TOO_LONG, () -> PlainMedia.expecting(expected(99)).update(wrap(PLAINTEXT)));
    assertRefused(Code.TRUNCATED, () -> finish(PLAINTEXT, expected(101)));
    byte[] changed = PLAINTEXT.clone();
    changed[7] ^= 1;
    assertRefused(Code.HASH_MISMATCH, () -> finish(changed, expected(100)));
  }

  private static void finish(byte[] plaintext, ExpectedMedia expected) {
    PlainMedia media = PlainMedia.expecting(expected);
    media.update(wrap(plaintext));
    media.finish();
  }

  private static void decrypt(byte[] file, ExpectedMedia expected) {
    MediaDecryptor.decrypt(IMAGE, expected, file);
  }

  private static void assertRefused(Code code, ThrowingCallable attempt) {
    assertThatThrownBy(attempt)
        .asInstanceOf(type(MediaException.class))
        .returns(code, MediaException::code);
  }

  private static ExpectedMedia expected(long length) {
    return new ExpectedMedia(
        hash(SMALL, "fileEncSha256"), hash(SMALL, "fileSha256"), OptionalLong.of(length));
  }

  private static ByteString hash(JsonNode vector, String field) {
    return ByteString.copyFrom(Vectors.bytes(vector, field));
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
