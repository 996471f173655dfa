package io.trunkline.api.message;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotencyKeys;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.message.Outcomes.Outcome;
import io.trunkline.api.outbox.Dispatcher;
import io.trunkline.api.tenant.Tenant;
import io.trunkline.api.tenant.TenantMeters;
import io.trunkline.api.web.RequestIds;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.event.ConnectionState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
  private final Drafts drafts;
  private final Clock clock;
  private final Counter accepted;
  private final TenantMeters tenants;

  Messages(
      TenantTransactions transactions,
      JdbcClient jdbc,
      IdempotencyKeys idempotency,
      Dispatcher dispatcher,
      Outcomes outcomes,
      MessageHistory history,
      SendSettings settings,
      Drafts drafts,
      Clock clock,
      TenantMeters tenants,
      MeterRegistry meters) {
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.idempotency = idempotency;
    this.dispatcher = dispatcher;
    this.outcomes = outcomes;
    this.history = history;
    this.settings = settings;
    this.drafts = drafts;
    this.clock = clock;
    this.tenants = tenants;
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

  /// @return true
  /// @throws Failure `NOT_CONNECTED` where a message cannot leave now
  private boolean requireOpen(UUID tenant, UUID connection) {
    var open =
        jdbc.sql(SENDER)
            .param("tenant", tenant)
            .param("id", connection)
            .query(
                (row, _) ->
                    row.getString("status").equals("connected")
                        && row.getString("state").equals(ConnectionState.OPEN.name()))
            .optional()
            .orElseThrow(() -> new Failure(Problem.CONNECTION_NOT_FOUND, "Connection not found"));
    if (!open) {
      throw new Failure(Problem.NOT_CONNECTED, "Session is not connected");
    }
    return true;
  }

  /// The content of a text.
  public static Content text(String text) {
    return Content.newBuilder().setText(Text.newBuilder().setBody(text)).build();
  }

  /// Accepts a text and waits briefly for WhatsApp's answer, as [#send].
  public Message sendText(
      Tenant tenant,
      UUID connection,
      PhoneNumber to,
      String text,
      Optional<IdempotentRequest> request) {
    return send(tenant, connection, Recipient.of(to), text(text), request);
  }

  /// Accepts a message and waits briefly for WhatsApp's answer.
  ///
  /// @return the message; `pending` where the answer takes longer
  /// @throws Failure as [#requireSender] does; `QUOTA_EXCEEDED`; `NOT_ON_WHATSAPP`, after which the
  ///     message stands as failed
  /// @throws IdempotencyKeys.AlreadyAccepted where the same request came before
  public Message send(
      Tenant tenant,
      UUID connection,
      Recipient to,
      Content content,
      Optional<IdempotentRequest> request) {
    return send(tenant, connection, to, content, false, settings.sendWait(), request);
  }

  /// As [#send], waiting as long as `patience` for WhatsApp's answer.
  public Message send(
      Tenant tenant,
      UUID connection,
      Recipient to,
      Content content,
      Duration patience,
      Optional<IdempotentRequest> request) {
    return send(tenant, connection, to, content, false, patience, request);
  }

  /// As [#send], but a message that cannot leave at once is refused instead of waiting for the
  /// connection.
  ///
  /// @throws Failure as [#send] does, and `NOT_CONNECTED` whatever the reason
  public Message sendNow(
      Tenant tenant,
      UUID connection,
      Recipient to,
      Content content,
      Optional<IdempotentRequest> request) {
    return send(tenant, connection, to, content, true, settings.sendWait(), request);
  }

  private Message send(
      Tenant tenant,
      UUID connection,
      Recipient to,
      Content content,
      boolean onlyIfOpen,
      Duration patience,
      Optional<IdempotentRequest> request) {
    var draft = drafts.draft(connection, to, content);
    var waiter = outcomes.expect(draft.id());
    try {
      var open = accept(tenant, draft, onlyIfOpen, request);
      accepted.increment();
      tenants.message(tenant.id().toString(), "accepted");
      if (!open) {
        return draft.as(MessageStatus.PENDING, Optional.empty());
      }
      dispatcher.wake(connection);
      return answer(draft, await(tenant.id(), draft.id(), waiter, patience));
    } finally {
      outcomes.forget(draft.id());
    }
  }

  /// @return whether it can leave now
  private boolean accept(
      Tenant tenant, Draft draft, boolean onlyIfOpen, Optional<IdempotentRequest> request) {
    return transactions.in(
        tenant.id(),
        () -> {
          request.ifPresent(key -> idempotency.claim(tenant.id(), key, draft.id()));
          var open =
              onlyIfOpen
                  ? requireOpen(tenant.id(), draft.connection())
                  : isOpen(tenant.id(), draft.connection());
          tenant
              .quotas()
              .messagesPerDay()
              .ifPresent(most -> checkQuota(tenant.id(), most, draft.acceptedAt()));
          draft.insert(jdbc, tenant.id(), RequestIds.current());
          return open;
        });
  }

  /// @throws Failure `NOT_ON_WHATSAPP`
  private static Message answer(Draft draft, Optional<Outcome> outcome) {
    if (!(outcome.orElse(null) instanceof Outcome.Settled settled)) {
      return draft.as(MessageStatus.PENDING, Optional.empty());
    }
    if (settled.errorCode().equals("not_on_whatsapp")) {
      throw new Failure(Problem.NOT_ON_WHATSAPP, "The number is not on WhatsApp");
    }
    return draft.as(
        settled.status(),
        settled.status() == MessageStatus.FAILED
            ? Optional.of(new Message.Reason(settled.errorCode(), settled.error()))
            : Optional.empty());
  }

  private void checkQuota(UUID tenant, int most, Instant now) {
    if (DayQuota.left(jdbc, tenant, most, now) <= 0) {
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
