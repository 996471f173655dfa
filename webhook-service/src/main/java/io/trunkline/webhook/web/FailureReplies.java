package io.trunkline.webhook.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.databind.json.JsonMapper;

/// Turns whatever went wrong into the one error body.
@RestControllerAdvice
@RestController
public class FailureReplies implements ErrorController {
  private static final Logger log = LoggerFactory.getLogger(FailureReplies.class);

  private final JsonMapper json;

  FailureReplies(JsonMapper json) {
    this.json = json;
  }

  @ExceptionHandler
  ResponseEntity<Envelope> reply(Exception e) {
    var failure = failureOf(e);
    if (failure.status() == 500) {
      log.error("Request failed", e);
    }
    // Also where the call itself would have answered in another form.
    var reply = ResponseEntity.status(failure.status()).contentType(MediaType.APPLICATION_JSON);
    if (failure.status() == 503) {
      reply.header("Retry-After", "2");
    }
    if (e instanceof HttpRequestMethodNotSupportedException method
        && method.getSupportedHttpMethods() != null) {
      reply.allow(
          method.getSupportedHttpMethods().toArray(org.springframework.http.HttpMethod[]::new));
    }
    return reply.body(Envelope.error(failure.getMessage(), failure.code()));
  }

  /// What fails outside of a controller.
  @RequestMapping("/error")
  ResponseEntity<Envelope> error() {
    return ResponseEntity.status(404).body(Envelope.error("Not found", "not_found"));
  }

  /// For filters, which run before any controller.
  public void write(HttpServletResponse response, Failure failure) throws IOException {
    response.setStatus(failure.status());
    response.setContentType("application/json");
    response
        .getOutputStream()
        .write(json.writeValueAsBytes(Envelope.error(failure.getMessage(), failure.code())));
  }

  private static Failure failureOf(Exception e) {
    return switch (e) {
      case Failure failure -> failure;
      case HttpMessageNotReadableException _ -> Failure.invalid("The body is no JSON object");
      case MethodArgumentTypeMismatchException mismatch ->
          Failure.invalid("Invalid value of " + mismatch.getName());
      case HttpMediaTypeNotSupportedException _ ->
          new Failure(415, "unsupported_media_type", "Expected application/json");
      case HttpRequestMethodNotSupportedException _ ->
          new Failure(405, "method_not_allowed", "Method not allowed");
      case NoResourceFoundException _ -> new Failure(404, "not_found", "Not found");
      case DataAccessException _, TransactionException _ ->
          new Failure(503, "gateway_unavailable", "The store does not answer; try again");
      default -> new Failure(500, "internal_error", "Internal error");
    };
  }
}
