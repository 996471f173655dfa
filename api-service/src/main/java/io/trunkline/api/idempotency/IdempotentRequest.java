package io.trunkline.api.idempotency;

import io.trunkline.api.failure.Failure;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;

/// A request that names an `Idempotency-Key`.
///
/// @param keyHash SHA-256 of the header's value
/// @param requestHash SHA-256 of the call and its fields
public record IdempotentRequest(byte[] keyHash, byte[] requestHash) {
  public static final String HEADER = "Idempotency-Key";

  /// Stands for the tenant where a request is about none: the operator's.
  public static final UUID INSTALLATION = new UUID(0, 0);

  public IdempotentRequest {
    keyHash = keyHash.clone();
    requestHash = requestHash.clone();
  }

  /// @param header the header's value, null where it did not come
  /// @param call method and path
  /// @param fields the request's fields in canonical form
  /// @throws Failure `INVALID_REQUEST` where the header has no 1 to 128 characters
  public static Optional<IdempotentRequest> of(String header, String call, byte[] fields) {
    if (header == null) {
      return Optional.empty();
    }
    if (header.isBlank() || header.length() > 128) {
      throw Failure.invalid("Idempotency-Key must have 1 to 128 characters");
    }
    var request = digest();
    request.update(call.getBytes(StandardCharsets.UTF_8));
    request.update((byte) 0);
    return Optional.of(
        new IdempotentRequest(
            digest().digest(header.getBytes(StandardCharsets.UTF_8)), request.digest(fields)));
  }

  @Override
  public byte[] keyHash() {
    return keyHash.clone();
  }

  @Override
  public byte[] requestHash() {
    return requestHash.clone();
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
