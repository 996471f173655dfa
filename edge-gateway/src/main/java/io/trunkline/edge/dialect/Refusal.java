package io.trunkline.edge.dialect;

/// Why the gateway itself answers instead of a service. Each [Dialect] words it in its own way.
public enum Refusal {
  /// No credential, and the anonymous tenant does not apply.
  NO_CREDENTIAL(401, "unauthorized", "Unauthorized"),
  /// A credential is present but wrong, expired, revoked, or contradicts another one.
  BAD_CREDENTIAL(401, "unauthorized", "Unauthorized"),
  /// A good credential that is not accepted at this call.
  FORBIDDEN(403, "forbidden", "This credential is not accepted here"),
  TENANT_SUSPENDED(403, "tenant_suspended", "The tenant is suspended"),
  NOT_FOUND(404, "not_found", "Not found"),
  METHOD_NOT_ALLOWED(405, "method_not_allowed", "Method not allowed"),
  /// The path could be read differently by a service behind.
  BAD_PATH(400, "invalid_request", "The path is not in its plain form"),
  BAD_REQUEST(400, "invalid_request", "Bad request"),
  BODY_TOO_LARGE(413, "payload_too_large", "The request body is too large"),
  /// A file is uploaded that no setting allows.
  MEDIA_TOO_LARGE(413, "media_too_large", "The file is too large"),
  UPGRADE_REQUIRED(426, "upgrade_required", "A WebSocket upgrade is required"),
  RATE_LIMITED(429, "rate_limited", "Too many requests"),
  INTERNAL(500, "internal_error", "Internal error"),
  /// A service that is needed for the answer is away.
  UNAVAILABLE(503, "gateway_unavailable", "The gateway is not ready"),
  TIMEOUT(504, "gateway_timeout", "The gateway did not answer in time");

  private final int status;
  private final String code;
  private final String text;

  Refusal(int status, String code, String text) {
    this.status = status;
    this.code = code;
    this.text = text;
  }

  /// HTTP status, unless a dialect has its own.
  public int status() {
    return status;
  }

  /// Stable slug, for programs and metrics.
  public String code() {
    return code;
  }

  String text() {
    return text;
  }
}
