package io.trunkline.api.web;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

@RestControllerAdvice
class ErrorAdvice {
  private final ErrorReplies replies;

  ErrorAdvice(ErrorReplies replies) {
    this.replies = replies;
  }

  @ExceptionHandler(Exception.class)
  ResponseEntity<byte[]> onFailure(HttpServletRequest request, Exception e) {
    return replies.reply(request.getRequestURI(), e);
  }
}
