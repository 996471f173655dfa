package io.trunkline.webhook.identity;

import io.trunkline.contract.Caller;
import io.trunkline.contract.IdentityToken;
import io.trunkline.contract.IdentityToken.InvalidIdentityException;
import io.trunkline.webhook.web.Failure;
import io.trunkline.webhook.web.FailureReplies;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.PublicKey;
import java.time.Clock;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Refuses every request, on every path, that does not carry the edge gateway's signed identity for
/// this service. What is behind it finds the [Caller] as a controller argument.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
public class IdentityFilter extends OncePerRequestFilter {
  /// Request attribute that holds the [Caller].
  public static final String ATTRIBUTE = "io.trunkline.caller";

  private final PublicKey key;
  private final Clock clock;
  private final FailureReplies replies;

  IdentityFilter(IdentitySettings settings, Clock clock, FailureReplies replies) {
    this.key = settings.key();
    this.clock = clock;
    this.replies = replies;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var token = request.getHeader(Caller.HEADER);
    Caller caller;
    try {
      caller =
          IdentityToken.verify(
              token == null ? "" : token, IdentityToken.WEBHOOK_SERVICE, key, clock);
    } catch (InvalidIdentityException e) {
      replies.write(response, Failure.unauthorized());
      return;
    }
    request.setAttribute(ATTRIBUTE, caller);
    try (var _ = MDC.putCloseable("tenant", caller.tenant().map(Object::toString).orElse(""))) {
      chain.doFilter(request, response);
    }
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return request.getDispatcherType() == DispatcherType.ERROR;
  }
}
