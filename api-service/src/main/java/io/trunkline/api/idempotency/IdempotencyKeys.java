package io.trunkline.api.idempotency;

import io.trunkline.api.GatewaySettings;
import io.trunkline.api.database.Jobs;
import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Remembers for a day which request came under which key, and what it was answered.
///
/// The claim is part of the transaction that accepts the request, so either both exist or neither.
/// The reply follows when it is known; a process that dies in between leaves a claim without one,
/// and the repetition is then answered from what the first request made.
///
/// Replies can hold secrets, so they are sealed with AES-256-GCM under a key that is made from the
/// gateway's secret and the key's hash.
@Service
public class IdempotencyKeys {
  private static final Duration KEPT = Duration.ofHours(24);

  private static final String CLAIM =
      """
      INSERT INTO idempotency_keys (tenant_id, key_hash, request_hash, resource_id, created_at)
      VALUES (:tenant, :key, :request, :resource, :now)
      ON CONFLICT (tenant_id, key_hash) DO UPDATE
      SET request_hash = excluded.request_hash, resource_id = excluded.resource_id,
          created_at = excluded.created_at, response_status = NULL, response = NULL
      WHERE idempotency_keys.created_at < :oldest
      """;
  private static final String FIND =
      """
      SELECT request_hash, resource_id, response_status, response
      FROM idempotency_keys WHERE tenant_id = :tenant AND key_hash = :key
      """;
  private static final String KEEP =
      """
      UPDATE idempotency_keys SET response_status = :status, response = :response
      WHERE tenant_id = :tenant AND key_hash = :key AND request_hash = :request
        AND response IS NULL
      """;
  private static final String FORGET = "DELETE FROM idempotency_keys WHERE created_at < ?";

  private final JdbcClient jdbc;
  private final TenantTransactions transactions;
  private final Jobs jobs;
  private final Clock clock;
  private final byte[] secret;
  private final SecureRandom random = new SecureRandom();

  IdempotencyKeys(
      JdbcClient jdbc,
      TenantTransactions transactions,
      Jobs jobs,
      GatewaySettings settings,
      Clock clock) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.jobs = jobs;
    this.clock = clock;
    this.secret = settings.jwtSecret().revealBytes();
  }

  /// What an earlier request under the key made and, where it is known, what it was answered.
  ///
  /// @param body the reply's JSON
  public record Kept(UUID resource, Optional<Reply> reply) {
    public record Reply(int status, byte[] body) {}
  }

  /// Thrown by [#claim]: the request was accepted before. Nothing is to be done again.
  public static final class AlreadyAccepted extends RuntimeException {
    private final UUID resource;

    AlreadyAccepted(UUID resource) {
      super("The request was accepted before");
      this.resource = resource;
    }

    /// What the first request made.
    public UUID resource() {
      return resource;
    }
  }

  /// Takes the key for `resource` within the caller's tenant transaction.
  ///
  /// @throws AlreadyAccepted where the same request came before; the transaction must roll back
  /// @throws Failure `IDEMPOTENCY_KEY_REUSED` where another request took the key
  public void claim(UUID tenant, IdempotentRequest request, UUID resource) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("A claim is part of the accepting transaction");
    }
    var now = clock.instant();
    var claimed =
        jdbc.sql(CLAIM)
            .param("tenant", tenant)
            .param("key", request.keyHash())
            .param("request", request.requestHash())
            .param("resource", resource)
            .param("now", Timestamp.from(now))
            .param("oldest", Timestamp.from(now.minus(KEPT)))
            .update();
    if (claimed == 0) {
      throw new AlreadyAccepted(find(tenant, request).orElseThrow().resource());
    }
  }

  /// As [#claim], in a transaction of its own, for what makes no row.
  public void claimAlone(UUID tenant, IdempotentRequest request) {
    transactions.run(tenant, () -> claim(tenant, request, UUID.randomUUID()));
  }

  /// @throws Failure `IDEMPOTENCY_KEY_REUSED` where another request took the key
  public Optional<Kept> kept(UUID tenant, IdempotentRequest request) {
    return transactions.in(tenant, () -> find(tenant, request));
  }

  private Optional<Kept> find(UUID tenant, IdempotentRequest request) {
    return jdbc.sql(FIND)
        .param("tenant", tenant)
        .param("key", request.keyHash())
        .query(
            (row, _) -> {
              if (!MessageDigest.isEqual(row.getBytes("request_hash"), request.requestHash())) {
                throw new Failure(
                    Problem.IDEMPOTENCY_KEY_REUSED,
                    "The Idempotency-Key was used for another request");
              }
              var sealed = row.getBytes("response");
              return new Kept(
                  row.getObject("resource_id", UUID.class),
                  sealed == null
                      ? Optional.empty()
                      : Optional.of(
                          new Kept.Reply(
                              row.getInt("response_status"), open(tenant, request, sealed))));
            })
        .optional();
  }

  /// Keeps the first reply. Without a claim, or where a reply is kept already, nothing happens.
  public void keep(UUID tenant, IdempotentRequest request, int status, byte[] body) {
    transactions.run(
        tenant,
        () ->
            jdbc.sql(KEEP)
                .param("tenant", tenant)
                .param("key", request.keyHash())
                .param("request", request.requestHash())
                .param("status", status)
                .param("response", seal(tenant, request, body))
                .update());
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
  void forgetOld() {
    jobs.run(
        client -> client.sql(FORGET).param(Timestamp.from(clock.instant().minus(KEPT))).update());
  }

  /// 12 bytes of nonce, then ciphertext and tag; the tenant is bound as additional data.
  private byte[] seal(UUID tenant, IdempotentRequest request, byte[] body) {
    var nonce = new byte[12];
    random.nextBytes(nonce);
    var sealed = cipher(Cipher.ENCRYPT_MODE, tenant, request, nonce, body, 0);
    var whole = Arrays.copyOf(nonce, nonce.length + sealed.length);
    System.arraycopy(sealed, 0, whole, nonce.length, sealed.length);
    return whole;
  }

  private byte[] open(UUID tenant, IdempotentRequest request, byte[] sealed) {
    return cipher(Cipher.DECRYPT_MODE, tenant, request, Arrays.copyOf(sealed, 12), sealed, 12);
  }

  private byte[] cipher(
      int mode, UUID tenant, IdempotentRequest request, byte[] nonce, byte[] input, int offset) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update("trunkline idempotency".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      var key = mac.doFinal(request.keyHash());
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
      cipher.updateAAD(tenant.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      return cipher.doFinal(input, offset, input.length - offset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A kept reply cannot be sealed or opened", e);
    }
  }
}
