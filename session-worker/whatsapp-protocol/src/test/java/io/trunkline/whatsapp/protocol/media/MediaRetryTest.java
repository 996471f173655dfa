package io.trunkline.whatsapp.protocol.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.mmsretry.MediaRetryNotification;
import io.trunkline.whatsapp.protocol.Vectors;
import io.trunkline.whatsapp.protocol.crypto.AesGcm;
import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.media.MediaException.Code;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MediaRetryTest {
  private static final JsonNode VECTORS = Vectors.of("media_retry");
  private static final byte[] MEDIA_KEY = Vectors.bytes(VECTORS, "mediaKey");
  private static final String MESSAGE_ID = VECTORS.required("messageId").asString();
  private static final Randomness RANDOM = Randomness.from(new Random(1));

  private final MediaRetry retry = MediaRetry.of(MEDIA_KEY, MESSAGE_ID);

  @Test
  void theRequestIsTheVectors() {
    byte[] iv = Vectors.bytes(VECTORS, "iv");
    MediaRetry.Sealed request = retry.sealRequest(_ -> iv.clone());

    assertThat(request.payload()).isEqualTo(ByteString.copyFrom(Vectors.bytes(VECTORS, "enc_p")));
    assertThat(request.iv()).isEqualTo(ByteString.copyFrom(iv));
    assertThat(retry.openRequest(request).getStanzaID()).isEqualTo(MESSAGE_ID);
  }

  @Test
  void theAnswerSaysWhereTheFileIs() {
    MediaRetryNotification answer =
        MediaRetryNotification.newBuilder()
            .setStanzaID(MESSAGE_ID)
            .setDirectPath("/v/t62.7118-24/1.enc?ccb=11-4")
            .setResult(MediaRetryNotification.ResultType.SUCCESS)
            .build();

    assertThat(retry.openAnswer(retry.sealAnswer(answer, RANDOM))).isEqualTo(answer);
  }

  @Test
  void whatWasChangedOrIsForAnotherMessageIsRefused() {
    MediaRetry.Sealed sealed = retry.sealRequest(RANDOM);
    assertRefused(Code.BAD_TAG, MediaRetry.of(MEDIA_KEY, MESSAGE_ID + "0"), sealed);
    assertRefused(Code.BAD_TAG, MediaRetry.of(new byte[32], MESSAGE_ID), sealed);
    for (int i = 0; i < sealed.payload().size(); i++) {
      byte[] payload = sealed.payload().toByteArray();
      payload[i] ^= 1;
      assertRefused(
          Code.BAD_TAG, retry, new MediaRetry.Sealed(ByteString.copyFrom(payload), sealed.iv()));
    }
    for (int length : new int[] {0, 11, 13}) {
      ByteString iv = ByteString.copyFrom(new byte[length]);
      assertRefused(Code.BAD_TAG, retry, new MediaRetry.Sealed(sealed.payload(), iv));
    }
    assertRefused(Code.BAD_TAG, retry, new MediaRetry.Sealed(ByteString.EMPTY, sealed.iv()));
  }

  @Test
  void authenticNonsenseIsRefused() {
    AesGcm aes = AesGcm.of(Hkdf.derive(MEDIA_KEY, "WhatsApp Media Retry Notification", 32));
    byte[] payload =
        aes.seal(
            new byte[12], MESSAGE_ID.getBytes(StandardCharsets.US_ASCII), new byte[] {0x0a, 0x7f});

    assertRefused(
        Code.MALFORMED,
        retry,
        new MediaRetry.Sealed(ByteString.copyFrom(payload), ByteString.copyFrom(new byte[12])));
  }

  @Test
  void mediaKeysHave32Bytes() {
    assertThatThrownBy(() -> MediaRetry.of(new byte[31], MESSAGE_ID))
        .asInstanceOf(type(MediaException.class))
        .returns(Code.BAD_KEY, MediaException::code);
  }

  private static void assertRefused(Code code, MediaRetry retry, MediaRetry.Sealed sealed) {
    assertThatThrownBy(() -> retry.openRequest(sealed))
        .asInstanceOf(type(MediaException.class))
        .returns(code, MediaException::code);
    assertThatThrownBy(() -> retry.openAnswer(sealed))
        .asInstanceOf(type(MediaException.class))
        .returns(code, MediaException::code);
  }
}
