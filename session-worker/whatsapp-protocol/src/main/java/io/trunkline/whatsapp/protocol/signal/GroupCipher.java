package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import java.util.Arrays;

/// Encrypts to a group, once for all its devices, and decrypts what its members encrypted.
///
/// Plaintexts come and go padded ([Padding]). For one group and sender the operations must follow
/// one another, each with the state that the last one returned: two encryptions under one state
/// would use one message key twice.
public final class GroupCipher {

  private GroupCipher() {}

  /// Encrypts with the key of the next iteration and signs.
  public static GroupEncrypted encrypt(OwnSenderKey key, byte[] padded, Randomness randomness) {
    ChainKey chain = key.chain();
    byte[] ciphertext = SenderMessageKey.of(chain.seed()).encrypt(padded);
    byte[] unsigned = WireSenderKeyMessage.unsigned(key.id(), chain.counter(), ciphertext);
    byte[] signature =
        XEdDsa.sign(key.signing().privateKey(), unsigned, randomness.bytes(XEdDsa.RANDOM_BYTES));
    byte[] message = Arrays.copyOf(unsigned, unsigned.length + signature.length);
    System.arraycopy(signature, 0, message, unsigned.length, signature.length);
    return new GroupEncrypted(key.next(), message, chain.counter());
  }

  /// Decrypts a group message (`skmsg`). Nothing is derived before the signature is right.
  ///
  /// @param record what its sender has told us for this group; [SenderKeyRecord#EMPTY] for nothing
  /// @throws SignalException (`NO_SENDER_KEY`, `INVALID_SIGNATURE`, `DUPLICATE`, `FUTURE_MESSAGE`,
  ///     `INVALID_MESSAGE`)
  public static GroupDecrypted decrypt(SenderKeyRecord record, byte[] message) {
    WireSenderKeyMessage parsed = WireSenderKeyMessage.parse(message);
    SenderKeyState state =
        record
            .state(parsed.id())
            .orElseThrow(
                () ->
                    new SignalException(
                        SignalException.Code.NO_SENDER_KEY,
                        "There is no sender key " + Integer.toUnsignedString(parsed.id())));
    if (!parsed.isSignedBy(state.chain().key())) {
      throw new SignalException(
          SignalException.Code.INVALID_SIGNATURE, "The message is not its sender key's");
    }
    ReceiverChain.Taken taken = state.chain().take(parsed.iteration());
    byte[] padded = SenderMessageKey.of(taken.seed()).decrypt(parsed.ciphertext());
    return new GroupDecrypted(record.with(state.withChain(taken.rest())), padded);
  }
}
