package io.trunkline.edge.credential;

import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.edge.credential.Credential.Form;
import io.trunkline.edge.dialect.Dialect;
import io.trunkline.edge.dialect.PathTable;
import io.trunkline.edge.dialect.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Who a request acts for, by the rules of "One credential model" in `contracts/README.md`.
public final class Callers {
  private final Set<Dialect> anonymousAllowed;
  private final ConnectionTokens tokens;
  private final Introspection introspection;

  /// @param anonymousAllowed dialects in which a request of this machine needs no credential
  Callers(Set<Dialect> anonymousAllowed, ConnectionTokens tokens, Introspection introspection) {
    this.anonymousAllowed = Set.copyOf(anonymousAllowed);
    this.tokens = tokens;
    this.introspection = introspection;
  }

  /// @return what the request may act for; fails with [RefusedException]
  public Mono<Standing> of(Dialect dialect, ServerHttpRequest request) {
    return Mono.defer(
        () ->
            introspected(credentials(dialect, request))
                .map(standing -> inItsPlace(dialect, request, standing)));
  }

  private List<Credential> credentials(Dialect dialect, ServerHttpRequest request) {
    var shown =
        CredentialReader.read(dialect, request).stream()
            .map(credential -> checked(credential, request))
            .toList();
    if (!shown.isEmpty()) {
      return shown;
    }
    if (anonymousAllowed.contains(dialect) && AnonymousRule.allows(request)) {
      return List.of(Credential.ANONYMOUS);
    }
    throw new RefusedException(Refusal.NO_CREDENTIAL);
  }

  /// A JWT by what it turns out to be; others as they are.
  private Credential checked(Credential credential, ServerHttpRequest request) {
    return switch (credential.form()) {
      case LOGIN -> {
        if (!tokens.isLogin(credential)) {
          throw new RefusedException(Refusal.BAD_CREDENTIAL);
        }
        yield credential;
      }
      case CONNECTION_TOKEN -> {
        if (tokens.isLogin(credential)) {
          yield new Credential(Form.LOGIN, credential.revealSecret());
        }
        checkConnectionToken(credential, request);
        yield credential;
      }
      case API_KEY, API_TOKEN, OPERATOR_KEY, ANONYMOUS -> credential;
    };
  }

  /// The operator's calls are for operators, and everything else is not; only a login's end is for
  /// whoever has one.
  private static Standing inItsPlace(
      Dialect dialect, ServerHttpRequest request, Standing standing) {
    var isOperator = standing.caller().kind() == Kind.OPERATOR;
    if (isOperator != (dialect == Dialect.OPERATOR)
        && !(isOperator && request.getURI().getRawPath().equals("/api/v1/auth/logout"))) {
      throw new RefusedException(Refusal.FORBIDDEN);
    }
    return standing;
  }

  private void checkConnectionToken(Credential token, ServerHttpRequest request) {
    if (!tokens.isGenuine(token)) {
      throw new RefusedException(Refusal.BAD_CREDENTIAL);
    }
    if (!CredentialReader.takesConnectionToken(
        request.getMethod(), PathTable.withoutTrailingSlash(request.getURI().getRawPath()))) {
      throw new RefusedException(Refusal.FORBIDDEN);
    }
  }

  private Mono<Standing> introspected(List<Credential> credentials) {
    return Flux.fromIterable(credentials)
        .concatMap(introspection::of)
        .map(answer -> answer.orElseThrow(() -> new RefusedException(Refusal.BAD_CREDENTIAL)))
        .collectList()
        .map(Callers::joined)
        .map(Callers::notSuspended);
  }

  /// Two credentials must name one tenant; together they may do what each of them may. A
  /// connection token decides over an API key, because it names the session too.
  private static Standing joined(List<Standing> standings) {
    var sorted = new ArrayList<>(standings);
    sorted.sort(
        (a, b) -> Boolean.compare(isConnectionToken(b.caller()), isConnectionToken(a.caller())));
    var first = sorted.getFirst();
    var scopes = EnumSet.noneOf(Caller.Scope.class);
    scopes.addAll(first.caller().scopes());
    for (var other : sorted) {
      if (!other.caller().tenant().equals(first.caller().tenant())) {
        throw new RefusedException(Refusal.BAD_CREDENTIAL);
      }
      scopes.retainAll(other.caller().scopes());
    }
    var caller = first.caller();
    return new Standing(
        new Caller(caller.kind(), caller.tenant(), caller.subject(), scopes, caller.session()),
        standings.stream().anyMatch(Standing::suspended),
        first.requestsPerSecond(),
        standings.stream()
            .flatMap(standing -> standing.keyLimit().stream())
            .min(Comparator.comparingInt(Standing.KeyLimit::perSecond)));
  }

  private static boolean isConnectionToken(Caller caller) {
    return caller.kind() == Kind.CONNECTION_TOKEN;
  }

  private static Standing notSuspended(Standing standing) {
    if (standing.suspended()) {
      throw new RefusedException(Refusal.TENANT_SUSPENDED);
    }
    return standing;
  }
}
