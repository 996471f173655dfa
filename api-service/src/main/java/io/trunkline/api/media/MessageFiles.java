package io.trunkline.api.media;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.api.command.Commands;
import io.trunkline.api.command.Replies;
import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.web.RequestIds;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.FetchMedia;
import io.trunkline.proto.command.MediaCommand;
import io.trunkline.proto.command.Reply;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.MessageKey;
import io.trunkline.proto.content.OutgoingMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// The files of stored messages. One that is at WhatsApp is brought into the media store when it is
/// first asked for, and stays there.
@Service
public class MessageFiles {
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final String FIND =
      """
      SELECT m.session_id, m.direction, m.whatsapp_id, m.chat, m.chat_alias, m.sender, m.outgoing,
             m.content, f.reference
      FROM messages m LEFT JOIN fetched_media f ON f.message_id = m.id
      WHERE m.tenant_id = :tenant AND m.id = :id
      """;
  private static final String KEEP =
      """
      INSERT INTO fetched_media (message_id, tenant_id, reference)
      VALUES (:id, :tenant, :reference)
      ON CONFLICT (message_id) DO UPDATE SET reference = excluded.reference
      """;

  private final TenantTransactions transactions;
  private final JdbcClient jdbc;
  private final Commands commands;
  private final Replies replies;
  private final MediaFiles files;
  private final MediaSettings settings;
  private final Clock clock;

  MessageFiles(
      TenantTransactions transactions,
      JdbcClient jdbc,
      Commands commands,
      Replies replies,
      MediaFiles files,
      MediaSettings settings,
      Clock clock) {
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.commands = commands;
    this.replies = replies;
    this.files = files;
    this.settings = settings;
    this.clock = clock;
  }

  /// What a message tells of its file, and the file.
  public record Opened(MediaRef about, StoredFile file) {}

  /// @param reference where the media store has the file
  private record Found(UUID session, MessageKey key, MediaRef about, Optional<String> reference) {}

  /// What the message tells of its file; empty where it has none.
  ///
  /// @throws Failure `MESSAGE_NOT_FOUND`
  public Optional<MediaRef> about(UUID tenant, UUID message) {
    return find(tenant, message).map(Found::about);
  }

  /// The file of a message.
  ///
  /// @throws Failure `MESSAGE_NOT_FOUND`; `MEDIA_NOT_AVAILABLE` where the message has no file or
  ///     nobody has it any more; `GATEWAY_UNAVAILABLE` where another try may help
  public Opened open(UUID tenant, UUID message) {
    var found = find(tenant, message).orElseThrow(() -> none("The message has no file"));
    var kept = found.reference().flatMap(reference -> files.open(tenant, reference));
    if (kept.isPresent()) {
      return new Opened(found.about(), kept.get());
    }
    if (!found.about().hasWhatsapp()) {
      throw none("The file is not kept any more");
    }
    var reference = load(tenant, found);
    files.noted(tenant, reference);
    transactions.run(
        tenant,
        () ->
            jdbc.sql(KEEP)
                .param("id", message)
                .param("tenant", tenant)
                .param("reference", reference)
                .update());
    return new Opened(
        found.about(),
        files.open(tenant, reference).orElseThrow(() -> none("The file is not kept any more")));
  }

  private Optional<Found> find(UUID tenant, UUID message) {
    return transactions.in(
        tenant,
        () ->
            jdbc.sql(FIND)
                .param("tenant", tenant)
                .param("id", message)
                .query((row, _) -> found(row))
                .optional()
                .orElseThrow(() -> new Failure(Problem.MESSAGE_NOT_FOUND, "Message not found")));
  }

  private static Optional<Found> found(ResultSet row) throws SQLException {
    var session = row.getObject("session_id", UUID.class);
    var own = row.getString("direction").equals("out");
    var alias = Optional.ofNullable(row.getString("chat_alias"));
    var chat = alias.isPresent() ? alias.get() : row.getString("chat");
    var key =
        MessageKey.newBuilder()
            .setWhatsappId(row.getString("whatsapp_id"))
            .setChat(chat)
            .setFromMe(own);
    var sender = row.getString("sender");
    if (chat.endsWith("@g.us") && sender != null) {
      key.setParticipant(sender);
    }
    var fetched = Optional.ofNullable(row.getString("reference"));
    return content(row.getBytes("outgoing"), row.getBytes("content"))
        .flatMap(MessageFile::of)
        .map(
            about ->
                new Found(
                    session,
                    key.build(),
                    about,
                    about.hasStored() ? Optional.of(about.getStored().getReference()) : fetched));
  }

  private static Optional<Content> content(byte[] outgoing, byte[] content) {
    try {
      if (outgoing != null) {
        return Optional.of(OutgoingMessage.parseFrom(outgoing).getContent());
      }
      return content == null ? Optional.empty() : Optional.of(Content.parseFrom(content));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Expected a stored message", e);
    }
  }

  /// Has the session's worker fetch the file from WhatsApp.
  ///
  /// @return the media store's name of it
  private String load(UUID tenant, Found found) {
    var command =
        Command.newBuilder()
            .setCommandId(UUID.randomUUID().toString())
            .setTenantId(tenant.toString())
            .setSessionId(found.session().toString())
            .setDeadlineMs(clock.instant().plus(settings.loadTimeout()).toEpochMilli())
            .setRequestId(RequestIds.current())
            .setMedia(
                MediaCommand.newBuilder()
                    .setFetch(
                        FetchMedia.newBuilder().setMedia(found.about()).setMessage(found.key())));
    replies.address().ifPresent(command::setReplyTo);
    var reply = replies.expect(command.getCommandId());
    try {
      commands.publishNow(command.build());
      return reference(await(reply));
    } finally {
      replies.forget(command.getCommandId());
    }
  }

  private Reply await(CompletableFuture<Reply> reply) {
    try {
      return reply.get(settings.loadTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw Failure.unavailable("The file is not here yet", RETRY, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A reply never fails", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.unavailable("The gateway is stopping", RETRY, e);
    }
  }

  private static String reference(Reply reply) {
    return switch (reply.getCode()) {
      case OK -> reply.getMedia().getFetched().getReference();
      case REFUSED -> throw none("Neither WhatsApp nor the phone has the file any more");
      case INVALID -> throw none("The file is not what its message says");
      default -> throw Failure.unavailable("The file could not be fetched now", RETRY, null);
    };
  }

  private static Failure none(String message) {
    return new Failure(Problem.MEDIA_NOT_AVAILABLE, message);
  }
}
