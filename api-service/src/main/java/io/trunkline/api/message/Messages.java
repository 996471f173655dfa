package io.trunkline.api.message;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotencyKeys;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.message.Outcomes.Outcome;
import io.trunkline.api.outbox.Dispatcher;
import io.trunkline.api.outbox.OutboxSettings;
import io.trunkline.api.tenant.Tenant;
import io.trunkline.api.web.RequestIds;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.OutgoingMessage;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.event.ConnectionState;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Accepts messages: one transaction fixes every input of the plaintext in a row that is outbox
/// entry and sent-message store, and from then on the message is not lost.
@Service
public class Messages {
  private static final String SENDER =
      "SELECT status, state FROM connections WHERE tenant_id = :tenant AND id = :id";
  private static final String ACCEPT =
      """
      WITH accepted AS (
        INSERT INTO messages (id, tenant_id, session_id, direction, whatsapp_id, chat, number,
                              kind, body, status, outgoing, request_id, accepted_at, occurred_at,
                              expires_at)
        VALUES (:id, :tenant, :session, 'out', :whatsappId, :chat, :number, :kind,
                :body, 'pending', :outgoing, :request, :now, :now, :expires)
        RETURNING tenant_id, id, accepted_at)
      INSERT INTO message_statuses (tenant_id, message_id, status, at)
      SELECT tenant_id, id, 'pending', accepted_at FROM accepted
      """;
  private static final String ACCEPTED_TODAY =
      """
      SELECT count(*) FROM messages
      WHERE tenant_id = :tenant AND outgoing IS NOT NULL AND accepted_at > :yesterday
      """;
  private static final String SETTLED =
      "SELECT status, error_code, error FROM messages WHERE tenant_id = :tenant AND id = :id";

  /// How often a wait looks at the row, since the event may have reached another instance.
  private static final Duration LOOK = Duration.ofMillis(500);

  private final TenantTransactions transactions;
  private final JdbcClient jdbc;
  private final IdempotencyKeys idempotency;
  private final Dispatcher dispatcher;
  private final Outcomes outcomes;
  private final MessageHistory history;
  private final SendSettings settings;
  private final OutboxSettings outbox;
  private final Clock clock;
  private final Counter accepted;
  private final SecureRandom random = new SecureRandom();

  Messages(
      TenantTransactions transactions,
      JdbcClient jdbc,
      IdempotencyKeys idempotency,
      Dispatcher dispatcher,
      Outcomes outcomes,
      MessageHistory history,
      SendSettings settings,
      OutboxSettings outbox,
      Clock clock,
      MeterRegistry meters) {
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.idempotency = idempotency;
    this.dispatcher = dispatcher;
    this.outcomes = outcomes;
    this.history = history;
    this.settings = settings;
    this.outbox = outbox;
    this.clock = clock;
    this.accepted =
        Counter.builder("trunkline.api.messages.accepted")
            .description("Messages accepted for sending")
            .register(meters);
  }

  /// @throws Failure where no message may leave by the connection, now or as soon as its socket is
  ///     back: `CONNECTION_NOT_FOUND`, `PENDING_QR`, `CONNECTION_STALE`
  public void requireSender(UUID tenant, UUID connection) {
    transactions.run(tenant, () -> isOpen(tenant, connection));
  }

  /// @return whether a message can leave now
  private boolean isOpen(UUID tenant, UUID connection) {
    return jdbc.sql(SENDER)
        .param("tenant", tenant)
        .param("id", connection)
        .query(
            (row, _) ->
                switch (row.getString("status")) {
                  case "pending_qr" ->
                      throw new Failure(
                          Problem.PENDING_QR, "The connection's QR code has not been scanned");
                  case "stale" ->
                      throw new Failure(
                          Problem.CONNECTION_STALE,
                          "The connection is logged out; activate it first");
                  default -> row.getString("state").equals(ConnectionState.OPEN.name());
                })
        .optional()
        .orElseThrow(() -> new Failure(Problem.CONNECTION_NOT_FOUND, "Connection not found"));
  }

  /// Accepts a text and waits briefly for WhatsApp's answer.
  ///
  /// @return the message; `pending` where the answer takes longer
  /// @throws Failure as [#requireSender] does; `QUOTA_EXCEEDED`; `NOT_ON_WHATSAPP`, after which the
  ///     message stands as failed
  /// @throws IdempotencyKeys.AlreadyAccepted where the same request came before
  public Message sendText(
      Tenant tenant,
      UUID connection,
      PhoneNumber to,
      String text,
      Optional<IdempotentRequest> request) {
    return send(
        tenant,
        connection,
        to.jid(),
        Content.newBuilder().setText(Text.newBuilder().setBody(text)).build(),
        settings.sendWait(),
        request);
  }

  /// Accepts a message of any kind and waits for WhatsApp's answer.
  ///
  /// @param to JID of a user or a group
  /// @param patience how long the answer is waited for
  /// @return as [#sendText] does
  /// @throws Failure as [#sendText] does
  /// @throws IdempotencyKeys.AlreadyAccepted where the same request came before
  public Message send(
      Tenant tenant,
      UUID connection,
      String to,
      Content content,
      Duration patience,
      Optional<IdempotentRequest> request) {
    var now = clock.instant();
    var draft = new Draft(UUID.randomUUID(), connection, outgoing(to, content, now), now);
    var waiter = outcomes.expect(draft.id());
    try {
      var open = accept(tenant, draft, request);
      accepted.increment();
      if (!open) {
        return draft.answer(Optional.empty());
      }
      dispatcher.wake(connection);
      return draft.answer(await(tenant.id(), draft.id(), waiter, patience));
    } finally {
      outcomes.forget(draft.id());
    }
  }

  /// @return whether it can leave now
  private boolean accept(Tenant tenant, Draft draft, Optional<IdempotentRequest> request) {
    return transactions.in(
        tenant.id(),
        () -> {
          request.ifPresent(key -> idempotency.claim(tenant.id(), key, draft.id()));
          var open = isOpen(tenant.id(), draft.connection());
          tenant
              .quotas()
              .messagesPerDay()
              .ifPresent(most -> checkQuota(tenant.id(), most, draft.acceptedAt()));
          jdbc.sql(ACCEPT)
              .param("id", draft.id())
              .param("tenant", tenant.id())
              .param("session", draft.connection())
              .param("whatsappId", draft.outgoing().getWhatsappId())
              .param("chat", draft.outgoing().getTo())
              .param("number", draft.number().orElse(null), java.sql.Types.VARCHAR)
              .param("kind", ContentWords.kind(draft.content()))
              .param("body", draft.words().orElse(null), java.sql.Types.VARCHAR)
              .param("outgoing", draft.outgoing().toByteArray())
              .param("request", RequestIds.current())
              .param("now", Timestamp.from(draft.acceptedAt()))
              .param("expires", Timestamp.from(draft.acceptedAt().plus(outbox.messageLifetime())))
              .update();
          return open;
        });
  }

  /// A message being accepted.
  private record Draft(UUID id, UUID connection, OutgoingMessage outgoing, Instant acceptedAt) {
    Content content() {
      return outgoing.getContent();
    }

    Optional<String> words() {
      return ContentWords.words(content());
    }

    /// The recipient's number as `+<digits>`.
    Optional<String> number() {
      var end = outgoing.getTo().indexOf("@s.whatsapp.net");
      return end < 0 ? Optional.empty() : Optional.of("+" + outgoing.getTo().substring(0, end));
    }

    /// @throws Failure `NOT_ON_WHATSAPP`
    Message answer(Optional<Outcome> outcome) {
      var status = MessageStatus.PENDING;
      var failure = Optional.<Message.Reason>empty();
      if (outcome.orElse(null) instanceof Outcome.Settled settled) {
        if (settled.errorCode().equals("not_on_whatsapp")) {
          throw new Failure(Problem.NOT_ON_WHATSAPP, "The number is not on WhatsApp");
        }
        status = settled.status();
        if (status == MessageStatus.FAILED) {
          failure = Optional.of(new Message.Reason(settled.errorCode(), settled.error()));
        }
      }
      return new Message(
          id,
          connection,
          0,
          Message.Direction.OUT,
          outgoing.getWhatsappId(),
          outgoing.getTo(),
          Optional.empty(),
          number(),
          ContentWords.kind(content()),
          words(),
          status,
          failure,
          acceptedAt,
          acceptedAt,
          Message.Details.of(content()),
          List.of());
    }
  }

  /// Every attempt encrypts exactly this.
  private OutgoingMessage outgoing(String to, Content content, Instant now) {
    var id = new byte[9];
    random.nextBytes(id);
    var secret = new byte[32];
    random.nextBytes(secret);
    return OutgoingMessage.newBuilder()
        .setWhatsappId("3EB0" + HexFormat.of().withUpperCase().formatHex(id))
        .setTo(to)
        .setAcceptedAtMs(now.toEpochMilli())
        .setMessageSecret(ByteString.copyFrom(secret))
        .setContent(content)
        .build();
  }

  private void checkQuota(UUID tenant, int most, Instant now) {
    long today =
        jdbc.sql(ACCEPTED_TODAY)
            .param("tenant", tenant)
            .param("yesterday", Timestamp.from(now.minus(Duration.ofDays(1))))
            .query(Long.class)
            .single();
    if (today >= most) {
      throw new Failure(Problem.QUOTA_EXCEEDED, "The tenant's messages of the day are used up");
    }
  }

  private Optional<Outcome> await(
      UUID tenant, UUID id, CompletableFuture<Outcome> future, Duration patience) {
    var end = System.nanoTime() + patience.toNanos();
    while (true) {
      var left = end - System.nanoTime();
      if (left <= 0) {
        return Optional.empty();
      }
      try {
        return Optional.of(future.get(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS));
      } catch (TimeoutException e) {
        var stored = settled(tenant, id);
        if (stored.isPresent()) {
          return stored;
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("An outcome never fails", e);
      } catch (InterruptedException e) {
        // The message is accepted; only the waiting ends.
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
  }

  private Optional<Outcome> settled(UUID tenant, UUID id) {
    return transactions.in(
        tenant,
        () ->
            jdbc.sql(SETTLED)
                .param("tenant", tenant)
                .param("id", id)
                .query(
                    (row, _) ->
                        new Outcome.Settled(
                            MessageStatus.ofSlug(row.getString("status")),
                            Optional.ofNullable(row.getString("error_code")).orElse(""),
                            Optional.ofNullable(row.getString("error")).orElse("")))
                .optional()
                .filter(outcome -> outcome.status() != MessageStatus.PENDING)
                .map(outcome -> outcome));
  }

  /// What a repetition of an accepted request is told: the message as it stands.
  ///
  /// @throws Failure `NOT_ON_WHATSAPP`
  public Message accepted(UUID tenant, UUID id) {
    var message = history.get(tenant, id);
    if (message.failure().filter(reason -> reason.code().equals("not_on_whatsapp")).isPresent()) {
      throw new Failure(Problem.NOT_ON_WHATSAPP, "The number is not on WhatsApp");
    }
    return message;
  }
}
