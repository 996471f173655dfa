package io.trunkline.edge.dialect;

/// One of the APIs that share the port, as far as the gateway answers in its name: status and
/// JSON body of a [Refusal]. Source: the error rows of `contracts/README.md` and of each dialect.
public enum Dialect {
  /// `{success, error, code}`; also Trunkline's own tenant API, which shares the prefix.
  MANAGER,
  /// Trunkline's operator API; the envelope of [#MANAGER].
  OPERATOR,
  /// `{success, error}`.
  NOTIFY,
  /// `{success, error}`.
  MULTI_SESSION,
  /// `{success, error}`; a missing or wrong key is 403.
  WWEBJS,
  /// `{message}`.
  TOKENS,
  /// Paths that belong to no dialect: `{success, error}`.
  NONE;

  /// HTTP status of the refusal in this dialect.
  public int status(Refusal refusal) {
    return this == WWEBJS && isAboutCredential(refusal) ? 403 : refusal.status();
  }

  /// JSON body of the refusal in this dialect.
  ///
  /// @param method of the request
  /// @param path of the request, not decoded
  public String body(Refusal refusal, String method, String path) {
    return this == TOKENS && refusal == Refusal.METHOD_NOT_ALLOWED
        ? "{\"message\":\"The %s method is not supported for route %s.\"}"
            .formatted(method, path.substring(1))
        : body(refusal);
  }

  String body(Refusal refusal) {
    return switch (this) {
      case MANAGER, OPERATOR ->
          "{\"success\":false,\"error\":\"%s\",\"code\":\"%s\"}"
              .formatted(refusal.text(), refusal.code());
      case NOTIFY, MULTI_SESSION, NONE ->
          "{\"success\":false,\"error\":\"%s\"}".formatted(refusal.text());
      case WWEBJS -> "{\"success\":false,\"error\":\"%s\"}".formatted(wwebjsText(refusal));
      case TOKENS -> "{\"message\":\"%s\"}".formatted(tokensText(refusal));
    };
  }

  private static boolean isAboutCredential(Refusal refusal) {
    return refusal == Refusal.NO_CREDENTIAL || refusal == Refusal.BAD_CREDENTIAL;
  }

  private static String wwebjsText(Refusal refusal) {
    if (isAboutCredential(refusal)) {
      return "Invalid API key";
    }
    return refusal == Refusal.RATE_LIMITED
        ? "You can't make any more requests at the moment. Try again later"
        : refusal.text();
  }

  private static String tokensText(Refusal refusal) {
    return switch (refusal) {
      case NO_CREDENTIAL -> "Unauthorized - No Bearer Token";
      case BAD_CREDENTIAL -> "Unauthorized - Invalid Token";
      case RATE_LIMITED -> "Too Many Attempts.";
      case INTERNAL -> "Server Error";
      default -> refusal.text();
    };
  }
}
