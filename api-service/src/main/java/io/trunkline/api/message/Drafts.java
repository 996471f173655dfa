package io.trunkline.api.message;

import com.google.protobuf.ByteString;
import io.trunkline.api.outbox.OutboxSettings;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.OutgoingMessage;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Fixes what a message is made of: its id, its secret and its time.
@Component
public class Drafts {
  private static final int ID_BYTES = 9;
  private static final int SECRET_BYTES = 32;

  private final OutboxSettings outbox;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  Drafts(OutboxSettings outbox, Clock clock) {
    this.outbox = outbox;
    this.clock = clock;
  }

  public Draft draft(UUID connection, Recipient to, Content content) {
    var now = clock.instant();
    var outgoing =
        OutgoingMessage.newBuilder()
            .setWhatsappId("3EB0" + HexFormat.of().withUpperCase().formatHex(bytes(ID_BYTES)))
            .setTo(to.jid())
            .setAcceptedAtMs(now.toEpochMilli())
            .setMessageSecret(ByteString.copyFrom(bytes(SECRET_BYTES)))
            .setContent(content)
            .build();
    return new Draft(
        UUID.randomUUID(), connection, to, outgoing, now, now.plus(outbox.messageLifetime()));
  }

  private byte[] bytes(int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
