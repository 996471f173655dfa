package io.trunkline.api.web;

import io.trunkline.api.failure.Problem;
import java.util.Locale;

/// Status and slug of each problem in manager and in Trunkline's own API.
public final class Problems {
  private Problems() {}

  public static int status(Problem problem) {
    return switch (problem) {
      case INVALID_REQUEST, INVALID_NUMBER, INVALID_AUTH, INVALID_SESSION_NAME, NOT_A_GROUP -> 400;
      case UNAUTHORIZED -> 401;
      case FORBIDDEN,
          CONNECTION_MISMATCH,
          TENANT_SUSPENDED,
          QUOTA_EXCEEDED,
          PENDING_QR,
          CONNECTION_STALE ->
          403;
      case NOT_FOUND,
          CHAT_NOT_FOUND,
          CONTACT_NOT_FOUND,
          MEDIA_NOT_AVAILABLE,
          CONNECTION_NOT_FOUND,
          TENANT_NOT_FOUND,
          KEY_NOT_FOUND,
          MESSAGE_NOT_FOUND,
          WORKER_NOT_FOUND,
          BATCH_NOT_FOUND,
          TOKEN_NOT_FOUND,
          USER_NOT_FOUND,
          NO_QR ->
          404;
      case METHOD_NOT_ALLOWED -> 405;
      case NOT_ACCEPTABLE -> 406;
      case SESSION_EXISTS,
          ALREADY_LINKED,
          CONNECTION_ACTIVE,
          QR_NOT_SCANNED,
          RELINK_REQUIRED,
          IDEMPOTENCY_KEY_REUSED,
          TENANT_EXISTS,
          USER_EXISTS,
          NOT_CONNECTED,
          SESSION_PROTECTED,
          NO_OTHER_WORKER,
          MASTER_KEY_NOT_READABLE,
          NOT_RESENDABLE ->
          409;
      case PAYLOAD_TOO_LARGE, MEDIA_TOO_LARGE -> 413;
      case UNSUPPORTED_MEDIA_TYPE -> 415;
      case NOT_ON_WHATSAPP, REFUSED_BY_WHATSAPP, MEDIA_FETCH_FAILED -> 422;
      case TOO_MANY_ATTEMPTS -> 429;
      case INTERNAL_ERROR -> 500;
      case NOT_SUPPORTED -> 501;
      case GATEWAY_UNAVAILABLE -> 503;
      case NOT_ACKNOWLEDGED -> 504;
    };
  }

  /// The slug is the problem's name in lower case.
  public static String code(Problem problem) {
    return problem.name().toLowerCase(Locale.ROOT);
  }
}
