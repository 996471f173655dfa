package io.trunkline.api.web;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What fails outside of a controller, in the container or a filter, gets the same bodies.
@RestController
class ContainerErrors implements ErrorController {
  private final ErrorReplies replies;

  ContainerErrors(ErrorReplies replies) {
    this.replies = replies;
  }

  @RequestMapping("/error")
  ResponseEntity<byte[]> error(HttpServletRequest request) {
    var path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    var status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    var failure = failure(status instanceof Integer code ? code : 404);
    return replies.reply(path instanceof String text ? text : request.getRequestURI(), failure);
  }

  private static Failure failure(int status) {
    if (status == 404) {
      return new Failure(Problem.NOT_FOUND, "Not found");
    }
    if (status == 405) {
      return new Failure(Problem.METHOD_NOT_ALLOWED, "Method not allowed");
    }
    if (status == 413) {
      return new Failure(Problem.PAYLOAD_TOO_LARGE, "The body is over the limit");
    }
    return status >= 400 && status < 500
        ? Failure.invalid("The request cannot be read")
        : new Failure(Problem.INTERNAL_ERROR, "Internal error");
  }
}
