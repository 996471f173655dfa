package io.trunkline.whatsapp.protocol.noise;

import io.trunkline.whatsapp.protocol.frame.Frames;
import io.trunkline.whatsapp.protocol.noise.HandshakeException.Code;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts and decrypts the frames of one connection after its handshake.
///
/// Each direction has a key and a counter that starts at 0 and rises by 1 a frame; the counter is
/// not sent, so what is sealed first must be written first, and what arrives first opened first.
/// One thread at a time may seal, and one may open.
///
/// Shape of a sealed payload: ciphertext | tag (16 bytes). AES-256-GCM, nonce 8 zero bytes |
/// counter u32, no additional data.
public final class NoiseTransport {
  /// By how many bytes sealing lengthens a payload.
  public static final int TAG_BYTES = 16;

  private final Direction sending;
  private final Direction receiving;

  NoiseTransport(byte[] sendKey, byte[] receiveKey) {
    sending = new Direction(Cipher.ENCRYPT_MODE, sendKey);
    receiving = new Direction(Cipher.DECRYPT_MODE, receiveKey);
  }

  /// Encrypts the payload of the next frame.
  ///
  /// @throws HandshakeException COUNTER_EXHAUSTED after 2^32 - 1 frames
  public byte[] seal(byte[] plaintext) {
    byte[] sealed = new byte[plaintext.length + TAG_BYTES];
    seal(plaintext, sealed, 0);
    return sealed;
  }

  /// Encrypts the payload of the next frame and puts its length before it, ready for the socket.
  ///
  /// @throws HandshakeException COUNTER_EXHAUSTED after 2^32 - 1 frames
  /// @throws io.trunkline.whatsapp.protocol.frame.FrameException over 2^24 - 17 bytes; no counter
  /// is used up
  public byte[] sealFrame(byte[] plaintext) {
    int payloadBytes = plaintext.length + TAG_BYTES;
    byte[] frame = new byte[Frames.HEADER_BYTES + payloadBytes];
    Frames.writeHeader(frame, payloadBytes);
    seal(plaintext, frame, Frames.HEADER_BYTES);
    return frame;
  }

  private void seal(byte[] plaintext, byte[] out, int at) {
    try {
      sending.next().doFinal(plaintext, 0, plaintext.length, out, at);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Sealing " + plaintext.length + " bytes failed", e);
    }
  }

  /// Decrypts the payload of the frame that arrived next: all that remains of the buffer, whose
  /// position then is its limit.
  ///
  /// @throws HandshakeException DECRYPTION_FAILED, after which the connection is of no more use, or
  /// COUNTER_EXHAUSTED
  public byte[] open(ByteBuffer sealed) {
    byte[] bytes;
    int from = 0;
    int length = sealed.remaining();
    if (sealed.hasArray()) {
      bytes = sealed.array();
      from = sealed.arrayOffset() + sealed.position();
      sealed.position(sealed.limit());
    } else {
      bytes = new byte[length];
      sealed.get(bytes);
    }
    if (length < TAG_BYTES) {
      throw new HandshakeException(
          Code.DECRYPTION_FAILED, "Expected a frame from 16 bytes but was " + length);
    }
    try {
      return receiving.next().doFinal(bytes, from, length);
    } catch (AEADBadTagException e) {
      throw new HandshakeException(
          Code.DECRYPTION_FAILED, "A frame of " + length + " bytes does not authenticate");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Opening " + length + " bytes failed", e);
    }
  }

  /// Counters only.
  @Override
  public String toString() {
    return "NoiseTransport[sent=" + sending.counter + ", received=" + receiving.counter + "]";
  }

  /// One direction. The cipher is kept: looking it up costs more than a short frame's encryption.
  private static final class Direction {
    private static final int NONCE_BYTES = 12;
    private static final int COUNTER_AT = 8;
    private static final long LAST = 0xffff_ffffL;

    private final int mode;
    private final Key key;
    private final Cipher cipher;
    private final ByteBuffer nonce = ByteBuffer.allocate(NONCE_BYTES);
    private long counter;

    private Direction(int mode, byte[] key) {
      this.mode = mode;
      this.key = new SecretKeySpec(key, "AES");
      try {
        this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("This JDK has no AES-GCM", e);
      }
    }

    private Cipher next() throws GeneralSecurityException {
      if (counter == LAST) {
        throw new HandshakeException(Code.COUNTER_EXHAUSTED, "No counter left for this connection");
      }
      nonce.putInt(COUNTER_AT, (int) counter);
      counter++;
      cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce.array()));
      return cipher;
    }
  }
}
