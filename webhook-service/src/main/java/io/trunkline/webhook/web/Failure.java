package io.trunkline.webhook.web;

/// A request that cannot be answered as asked; nothing was changed. The message is for the caller:
/// it holds no secret and nothing of another tenant.
public final class Failure extends RuntimeException {
  private final int status;
  private final String code;

  public Failure(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  public static Failure invalid(String message) {
    return new Failure(400, "invalid_request", message);
  }

  public static Failure unauthorized() {
    return new Failure(401, "unauthorized", "Unauthorized");
  }

  public static Failure notFound() {
    return new Failure(404, "webhook_not_found", "No such webhook");
  }

  public int status() {
    return status;
  }

  /// Stable slug.
  public String code() {
    return code;
  }
}
