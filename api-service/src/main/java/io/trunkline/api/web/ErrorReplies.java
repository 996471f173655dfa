package io.trunkline.api.web;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.databind.json.JsonMapper;

/// Turns whatever went wrong into the error reply of the dialect that owns the path.
@Component
public class ErrorReplies {
  private static final Logger log = LoggerFactory.getLogger(ErrorReplies.class);
  private static final java.time.Duration RETRY = java.time.Duration.ofSeconds(2);

  private record Owned(String prefix, ErrorView view) {
    boolean has(String path) {
      return path.equals(prefix) || path.startsWith(prefix + "/");
    }
  }

  private final List<Owned> views;
  private final JsonMapper json;

  ErrorReplies(List<ErrorView> views, JsonMapper json) {
    this.views =
        views.stream()
            .flatMap(view -> view.prefixes().stream().map(prefix -> new Owned(prefix, view)))
            .sorted(Comparator.comparing((Owned owned) -> owned.prefix().length()).reversed())
            .toList();
    this.json = json;
  }

  /// @param path the request's path
  /// @return status, headers and the body as JSON text
  public ResponseEntity<byte[]> reply(String path, Throwable thrown) {
    var failure = failure(thrown);
    var headers = new HttpHeaders();
    headers.setContentType(MediaType.APPLICATION_JSON);
    failure
        .retryAfter()
        .ifPresent(wait -> headers.set(HttpHeaders.RETRY_AFTER, Long.toString(wait.toSeconds())));
    if (thrown instanceof HttpRequestMethodNotSupportedException method
        && method.getSupportedHttpMethods() != null) {
      headers.setAllow(Set.<HttpMethod>copyOf(method.getSupportedHttpMethods()));
    }
    for (var owned : views) {
      if (owned.has(path)) {
        return new ResponseEntity<>(
            json.writeValueAsBytes(owned.view().body(failure)),
            headers,
            owned.view().status(failure.problem()));
      }
    }
    return new ResponseEntity<>(
        json.writeValueAsBytes(Envelope.error(failure.getMessage(), null)),
        headers,
        Problems.status(failure.problem()));
  }

  private static Failure failure(Throwable thrown) {
    return switch (thrown) {
      case Failure failure -> failure;
      case NoResourceFoundException e -> new Failure(Problem.NOT_FOUND, "Not found");
      case NoHandlerFoundException e -> new Failure(Problem.NOT_FOUND, "Not found");
      case HttpRequestMethodNotSupportedException e ->
          new Failure(Problem.METHOD_NOT_ALLOWED, "Method " + e.getMethod() + " not allowed");
      case HttpMediaTypeNotSupportedException e ->
          new Failure(Problem.UNSUPPORTED_MEDIA_TYPE, "Content type not supported");
      case HttpMediaTypeNotAcceptableException e ->
          new Failure(Problem.NOT_ACCEPTABLE, "Only application/json can be given");
      case MaxUploadSizeExceededException e ->
          new Failure(Problem.MEDIA_TOO_LARGE, "The file is over the limit");
      case MultipartException e -> Failure.invalid("The multipart body cannot be read");
      case HttpMessageNotReadableException e -> Failure.invalid("The body cannot be read");
      case MethodArgumentTypeMismatchException e ->
          Failure.invalid("Parameter " + e.getName() + " has the wrong type");
      case ServletRequestBindingException e -> Failure.invalid("A parameter is missing");
      case DataAccessResourceFailureException e -> storeAway(e);
      case TransientDataAccessException e -> storeAway(e);
      case TransactionException e -> storeAway(e);
      // What is left of a connection that broke in the middle of a transaction.
      case UncategorizedDataAccessException e -> storeAway(e);
      default -> {
        log.error("Request failed", thrown);
        yield new Failure(Problem.INTERNAL_ERROR, "Internal error");
      }
    };
  }

  private static Failure storeAway(Exception e) {
    log.warn("Database does not answer: {}", e.getClass().getSimpleName());
    return Failure.unavailable("The gateway is not ready", RETRY, e);
  }
}
