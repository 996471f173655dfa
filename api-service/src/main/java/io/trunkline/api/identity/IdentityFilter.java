package io.trunkline.api.identity;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.web.ErrorReplies;
import io.trunkline.contract.Caller;
import io.trunkline.contract.IdentityToken.InvalidIdentityException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/// Refuses every request, on every path, that does not carry the edge gateway's signed identity for
/// this service. What is behind it finds the [Caller] as a controller argument.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class IdentityFilter extends OncePerRequestFilter {
  static final String ATTRIBUTE = "io.trunkline.caller";

  private final VerifiedIdentities identities;
  private final ErrorReplies replies;

  IdentityFilter(IdentitySettings settings, Clock clock, JsonMapper json, ErrorReplies replies) {
    this.identities = new VerifiedIdentities(settings.key(), clock, json);
    this.replies = replies;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var token = request.getHeader(Caller.HEADER);
    if (token == null) {
      refuse(request, response);
      return;
    }
    Caller caller;
    try {
      caller = identities.verify(token);
    } catch (InvalidIdentityException e) {
      refuse(request, response);
      return;
    }
    request.setAttribute(ATTRIBUTE, caller);
    try (var _ = MDC.putCloseable("tenant", caller.tenant().map(Object::toString).orElse(""))) {
      chain.doFilter(request, response);
    }
  }

  private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
    var reply =
        replies.reply(request.getRequestURI(), new Failure(Problem.UNAUTHORIZED, "Unauthorized"));
    response.setStatus(reply.getStatusCode().value());
    reply.getHeaders().forEach((name, values) -> response.setHeader(name, values.getFirst()));
    var body = reply.getBody();
    if (body != null) {
      response.getOutputStream().write(body);
    }
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return request.getDispatcherType() == DispatcherType.ERROR;
  }
}
