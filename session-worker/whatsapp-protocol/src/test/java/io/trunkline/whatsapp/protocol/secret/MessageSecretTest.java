package io.trunkline.whatsapp.protocol.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.Vectors;
import io.trunkline.whatsapp.protocol.crypto.AesGcm;
import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.secret.SecretException.Code;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MessageSecretTest {
  private static final JsonNode VECTORS = Vectors.of("message_secret");
  private static final byte[] BYTES = Vectors.bytes(VECTORS, "secret");
  private static final byte[] IV = Vectors.bytes(VECTORS, "iv");
  private static final String ID = VECTORS.required("messageId").asString();
  private static final Jid ORIGINAL = Jid.parse(VECTORS.required("originalSender").asString());
  private static final Jid SENDER = Jid.parse(VECTORS.required("modificationSender").asString());
  private static final SecretContext CONTEXT = new SecretContext(ID, ORIGINAL, SENDER);

  private final MessageSecret secret = MessageSecret.of(BYTES);

  @Test
  void aPollVoteIsTheVectors() {
    assertVector(SecretUseCase.POLL_VOTE, "pollVote");
  }

  @Test
  void anEncryptedReactionIsTheVectors() {
    assertVector(SecretUseCase.ENC_REACTION, "encReaction");
  }

  private void assertVector(SecretUseCase useCase, String name) {
    JsonNode vector = VECTORS.required(name);
    byte[] plaintext = Vectors.bytes(vector, "plaintext");
    byte[] payload = Vectors.bytes(vector, "ciphertext");

    assertThat(secret.seal(useCase, CONTEXT, IV, plaintext)).isEqualTo(payload);
    assertThat(secret.open(useCase, CONTEXT, IV, payload)).isEqualTo(plaintext);
  }

  /// By the rule in words, since there are vectors for two use cases only.
  @Test
  void everyOtherUseCaseHasItsOwnKey() {
    Map<SecretUseCase, String> infos =
        Map.of(
            SecretUseCase.ENC_COMMENT, "Enc Comment",
            SecretUseCase.EVENT_RESPONSE, "Event Response",
            SecretUseCase.EVENT_EDIT, "Event Edit",
            SecretUseCase.MESSAGE_EDIT, "Message Edit",
            SecretUseCase.POLL_EDIT, "Poll Edit",
            SecretUseCase.POLL_ADD_OPTION, "Poll Add Option");
    infos.forEach(
        (useCase, info) -> {
          AesGcm aes = AesGcm.of(Hkdf.derive(BYTES, ID + ORIGINAL + SENDER + info, 32));
          byte[] aad =
              useCase == SecretUseCase.EVENT_RESPONSE ? ascii(ID + "\0" + SENDER) : ascii("");
          assertThat(secret.seal(useCase, CONTEXT, IV, ascii("x")))
              .as(info)
              .isEqualTo(aes.seal(IV, aad, ascii("x")));
        });
  }

  @Test
  void aBotsKeyIsDerivedTwice() {
    byte[] base = Hkdf.derive(BYTES, "Bot Message", 32);
    AesGcm aes = AesGcm.of(Hkdf.derive(base, ID + ORIGINAL + SENDER, 32));

    assertThat(secret.seal(SecretUseCase.BOT_MESSAGE, CONTEXT, IV, ascii("x")))
        .isEqualTo(aes.seal(IV, ascii(ID + "\0" + SENDER), ascii("x")));
  }

  @Test
  void devicesDoNotCount() {
    SecretContext devices = new SecretContext(ID, ORIGINAL.withDevice(3), SENDER.withDevice(4));

    assertThat(devices).isEqualTo(CONTEXT);
  }

  @Test
  void whateverIsChangedDoesNotOpen() {
    byte[] payload = secret.seal(SecretUseCase.ENC_COMMENT, CONTEXT, IV, ascii("x"));
    for (int bit = 0; bit < payload.length * 8; bit++) {
      byte[] changed = payload.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(Code.BAD_TAG, secret, CONTEXT, IV, changed);
    }
    for (int length = 0; length < payload.length; length++) {
      assertRefused(Code.BAD_TAG, secret, CONTEXT, IV, Arrays.copyOf(payload, length));
    }
    assertRefused(Code.BAD_TAG, MessageSecret.of(new byte[32]), CONTEXT, IV, payload);
    assertRefused(Code.BAD_TAG, secret, new SecretContext(ID + "0", ORIGINAL, SENDER), IV, payload);
    assertRefused(Code.BAD_TAG, secret, new SecretContext(ID, SENDER, ORIGINAL), IV, payload);
    assertRefused(Code.BAD_TAG, secret, CONTEXT, new byte[12], payload);
    assertRefused(Code.MALFORMED, secret, CONTEXT, new byte[11], payload);
    assertRefused(Code.MALFORMED, secret, CONTEXT, new byte[16], payload);
  }

  private static void assertRefused(
      Code code, MessageSecret secret, SecretContext context, byte[] iv, byte[] payload) {
    assertThatThrownBy(() -> secret.open(SecretUseCase.ENC_COMMENT, context, iv, payload))
        .asInstanceOf(type(SecretException.class))
        .returns(code, SecretException::code);
  }

  @Test
  void messagesBringTheirSecretAlong() {
    assertThat(MessageSecret.in(withSecret(32)).map(MessageSecret::bytes))
        .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(new byte[32]));
    assertThat(MessageSecret.in(withSecret(31))).isEmpty();
    assertThat(MessageSecret.in(Message.getDefaultInstance())).isEmpty();
    assertThatThrownBy(() -> MessageSecret.of(new byte[33]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Message withSecret(int length) {
    Message.Builder message = Message.newBuilder();
    message.getMessageContextInfoBuilder().setMessageSecret(ByteString.copyFrom(new byte[length]));
    return message.build();
  }

  @Test
  void secretsAndSendersShowNothing() {
    assertThat(secret).hasToString("MessageSecret[…]");
    assertThat(CONTEXT.toString()).doesNotContain("111");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
