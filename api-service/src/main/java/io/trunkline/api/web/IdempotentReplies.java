package io.trunkline.api.web;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotencyKeys;
import io.trunkline.api.idempotency.IdempotencyKeys.AlreadyAccepted;
import io.trunkline.api.idempotency.IdempotencyKeys.Kept;
import io.trunkline.api.idempotency.IdempotentRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Answers a request that names an `Idempotency-Key`: the first time by doing it, later by the
/// first reply again.
@Component
public class IdempotentReplies {
  private static final Duration PATIENCE = Duration.ofSeconds(6);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final IdempotencyKeys keys;
  private final ErrorReplies errors;
  private final JsonMapper json;

  IdempotentReplies(IdempotencyKeys keys, ErrorReplies errors, JsonMapper json) {
    this.keys = keys;
    this.errors = errors;
    this.json = json;
  }

  /// @param request empty where the caller named no key
  /// @param path decides the error body
  /// @param work does the request; it claims the key in its accepting transaction
  /// @param rebuild the reply from what the first request made, where that reply was not kept
  public ResponseEntity<?> once(
      UUID tenant,
      Optional<IdempotentRequest> request,
      String path,
      Supplier<? extends ResponseEntity<?>> work,
      Function<UUID, ? extends ResponseEntity<?>> rebuild) {
    if (request.isEmpty()) {
      return work.get();
    }
    var key = request.get();
    var earlier = keys.kept(tenant, key);
    if (earlier.isPresent()) {
      return repeat(tenant, key, earlier.get().resource(), rebuild);
    }
    try {
      return kept(tenant, key, work.get());
    } catch (AlreadyAccepted e) {
      return repeat(tenant, key, e.resource(), rebuild);
    } catch (Failure e) {
      var reply = errors.reply(path, e);
      // What could not be done for now may be asked for again.
      if (e.problem() != Problem.GATEWAY_UNAVAILABLE) {
        keys.keep(tenant, key, reply.getStatusCode().value(), reply.getBody());
      }
      return reply;
    }
  }

  /// As [#once], for work that accepts nothing of its own: the key is taken before it begins, so it
  /// is never done twice. Where its end is not known, because it did not end in time or the process
  /// died, a repetition says so.
  public ResponseEntity<?> onceAtMost(
      UUID tenant,
      Optional<IdempotentRequest> request,
      String path,
      Supplier<? extends ResponseEntity<?>> work) {
    return once(
        tenant,
        request,
        path,
        () -> {
          request.ifPresent(key -> keys.claimAlone(tenant, key));
          return work.get();
        },
        _ -> {
          throw Failure.unavailable("Whether it was done is not known", RETRY, null);
        });
  }

  private ResponseEntity<?> kept(UUID tenant, IdempotentRequest key, ResponseEntity<?> reply) {
    keys.keep(tenant, key, reply.getStatusCode().value(), json.writeValueAsBytes(reply.getBody()));
    return reply;
  }

  private ResponseEntity<?> repeat(
      UUID tenant,
      IdempotentRequest key,
      UUID resource,
      Function<UUID, ? extends ResponseEntity<?>> rebuild) {
    // The first request may still be waiting for its answer.
    var end = System.nanoTime() + PATIENCE.toNanos();
    do {
      var reply = keys.kept(tenant, key).flatMap(Kept::reply);
      if (reply.isPresent()) {
        return ResponseEntity.status(reply.get().status())
            .contentType(MediaType.APPLICATION_JSON)
            .body(reply.get().body());
      }
      try {
        Thread.sleep(LOOK);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Failure.unavailable("The gateway is stopping", Duration.ofSeconds(2), e);
      }
    } while (System.nanoTime() < end);
    return kept(tenant, key, rebuild.apply(resource));
  }
}
