package io.trunkline.whatsapp.protocol.media;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.trunkline.whatsapp.proto.mmsretry.MediaRetryNotification;
import io.trunkline.whatsapp.proto.mmsretry.ServerErrorReceipt;
import io.trunkline.whatsapp.protocol.crypto.AesGcm;
import io.trunkline.whatsapp.protocol.crypto.CryptoException;
import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.media.MediaException.Code;
import java.nio.charset.StandardCharsets;

/// How a companion asks its phone to upload a file again that the server no longer has, and how the
/// phone answers. Both sides, for the media of one message.
///
/// ```
/// companion → phone  receipt type=server-error:     ServerErrorReceipt { stanzaID }
/// phone → companion  notification type=mediaretry:  MediaRetryNotification { result, directPath? }
/// ```
///
/// AES-256-GCM under `HKDF(mediaKey, "WhatsApp Media Retry Notification", 32)`; the additional data
/// is the message's id, so an answer cannot be given to another message.
public final class MediaRetry {
  private static final String INFO = "WhatsApp Media Retry Notification";

  private final AesGcm aes;
  private final String messageId;

  private MediaRetry(AesGcm aes, String messageId) {
    this.aes = aes;
    this.messageId = messageId;
  }

  /// For the media of one message.
  ///
  /// @param mediaKey 32 bytes
  /// @param messageId the stanza id of the message that carries the media
  /// @throws MediaException BAD_KEY
  public static MediaRetry of(byte[] mediaKey, String messageId) {
    MediaKeys.requireMediaKey(mediaKey);
    return new MediaRetry(AesGcm.of(Hkdf.derive(mediaKey, INFO, 32)), messageId);
  }

  /// The companion asks.
  public Sealed sealRequest(Randomness randomness) {
    return seal(ServerErrorReceipt.newBuilder().setStanzaID(messageId).build(), randomness);
  }

  /// The phone reads.
  ///
  /// @throws MediaException BAD_TAG, MALFORMED
  public ServerErrorReceipt openRequest(Sealed request) {
    return open(request, ServerErrorReceipt.parser());
  }

  /// The phone answers.
  public Sealed sealAnswer(MediaRetryNotification answer, Randomness randomness) {
    return seal(answer, randomness);
  }

  /// The companion reads: with result SUCCESS the file is at `directPath`.
  ///
  /// @throws MediaException BAD_TAG, MALFORMED
  public MediaRetryNotification openAnswer(Sealed answer) {
    return open(answer, MediaRetryNotification.parser());
  }

  private Sealed seal(MessageLite plaintext, Randomness randomness) {
    byte[] iv = randomness.bytes(AesGcm.NONCE_BYTES);
    byte[] payload = aes.seal(iv, additionalData(), plaintext.toByteArray());
    return new Sealed(ByteString.copyFrom(payload), ByteString.copyFrom(iv));
  }

  private <T extends MessageLite> T open(Sealed sealed, Parser<T> parser) {
    if (sealed.iv().size() != AesGcm.NONCE_BYTES) {
      throw new MediaException(
          Code.BAD_TAG, "Expected a vector of 12 bytes but was " + sealed.iv().size());
    }
    try {
      return parser.parseFrom(
          aes.open(sealed.iv().toByteArray(), additionalData(), sealed.payload().toByteArray()));
    } catch (CryptoException e) {
      throw new MediaException(Code.BAD_TAG, e.getMessage());
    } catch (InvalidProtocolBufferException e) {
      throw new MediaException(Code.MALFORMED, "Authentic, but no protobuf");
    }
  }

  private byte[] additionalData() {
    return messageId.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "MediaRetry[…]";
  }

  /// The content of an `encrypt` node.
  ///
  /// @param payload of `enc_p`: the ciphertext and its tag
  /// @param iv of `enc_iv`, 12 bytes
  public record Sealed(ByteString payload, ByteString iv) {}
}
