package io.trunkline.api.wwebjs;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.web.ErrorView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// `{"success":false,"error":"<text>"}` on every path of the dialect; 500 for all that has no
/// status of its own, as the gateway that it replaces answers.
///
/// @param isChat whether a chat that is not found is 404, as it is under `/chat` alone
record WwebjsErrors(List<String> prefixes, boolean isChat) implements ErrorView {
  @Override
  public int status(Problem problem) {
    return switch (problem) {
      case INVALID_REQUEST -> 400;
      case UNAUTHORIZED, FORBIDDEN, TENANT_SUSPENDED, QUOTA_EXCEEDED -> 403;
      case NOT_FOUND, CONNECTION_NOT_FOUND, NOT_CONNECTED, PENDING_QR, CONNECTION_STALE -> 404;
      case CHAT_NOT_FOUND -> isChat ? 404 : 500;
      case METHOD_NOT_ALLOWED -> 405;
      case NOT_ACCEPTABLE -> 406;
      case IDEMPOTENCY_KEY_REUSED -> 409;
      case PAYLOAD_TOO_LARGE, MEDIA_TOO_LARGE -> 413;
      case UNSUPPORTED_MEDIA_TYPE -> 415;
      case INVALID_SESSION_NAME, SESSION_EXISTS -> 422;
      case GATEWAY_UNAVAILABLE -> 503;
      default -> 500;
    };
  }

  @Override
  public Object body(Failure failure) {
    var text =
        switch (failure.problem()) {
          case UNAUTHORIZED -> "Invalid API key";
          case CONNECTION_NOT_FOUND -> "session_not_found";
          case NOT_CONNECTED, PENDING_QR, CONNECTION_STALE -> "session_not_connected";
          case CHAT_NOT_FOUND -> isChat ? "Chat not Found" : failure.getMessage();
          case MEDIA_NOT_AVAILABLE -> "Message media not found";
          default -> failure.getMessage();
        };
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("success", false);
    body.put("error", text);
    return body;
  }

  @Configuration(proxyBeanMethods = false)
  static class Prefixes {
    @Bean
    ErrorView wwebjsChatErrors() {
      return new WwebjsErrors(List.of("/chat"), true);
    }

    @Bean
    ErrorView wwebjsErrors() {
      return new WwebjsErrors(
          List.of(
              "/ping",
              "/session",
              "/client",
              "/contact",
              "/groupChat",
              "/message",
              "/channel",
              "/localCallbackExample"),
          false);
    }
  }
}
