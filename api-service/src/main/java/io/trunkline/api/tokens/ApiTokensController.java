package io.trunkline.api.tokens;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trunkline.api.credential.ApiToken;
import io.trunkline.api.credential.ApiTokens;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.identity.Access;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.Caller.Scope;
import java.time.Clock;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The tokens of the tenant's users: for whoever may administer the tenant, and for each token's
/// own user.
@RestController
class ApiTokensController {
  private static final String TOKENS = "/api/api-tokens";
  private static final String GENERATE = TOKENS + "/generate";
  private static final int MAX_PAGE = 1_000_000;

  /// Tokens of a page, as long as nothing else is asked for.
  private static final int MOST = 1000;

  private static final String ID_PREFIX = "t_";
  private static final Pattern ID = Pattern.compile("t_[0-9a-f]{32}");

  private final ApiTokens tokens;
  private final IdempotentReplies idempotent;
  private final Clock clock;

  ApiTokensController(ApiTokens tokens, IdempotentReplies idempotent, Clock clock) {
    this.tokens = tokens;
    this.idempotent = idempotent;
    this.clock = clock;
  }

  /// @param lastUsedAt null: not yet
  /// @param expiresAt null: never
  record View(
      String id,
      String name,
      @JsonProperty("user_id") String userId,
      @JsonProperty("last_used_at") String lastUsedAt,
      @JsonProperty("created_at") String createdAt,
      @JsonProperty("expires_at") String expiresAt) {
    static View of(ApiToken token) {
      return new View(
          publicId(token.id()),
          token.name(),
          token.user().toString(),
          Micros.text(token.lastUsedAt()),
          Micros.text(token.createdAt()),
          Micros.text(token.expiresAt()));
    }
  }

  /// @param token the secret, shown this once
  record Generated(
      String id,
      String name,
      @JsonProperty("user_id") String userId,
      String token,
      @JsonProperty("created_at") String createdAt,
      @JsonProperty("expires_at") String expiresAt) {
    static Generated of(ApiToken.Created created) {
      var token = created.token();
      return new Generated(
          publicId(token.id()),
          token.name(),
          token.user().toString(),
          created.secret(),
          Micros.text(token.createdAt()),
          Micros.text(token.expiresAt()));
    }
  }

  record Deleted(String message) {}

  @GetMapping(TOKENS)
  List<View> list(Caller caller, Fields fields, @RequestParam Map<String, String> query) {
    var validation = new Validation(fields, query);
    var user = validation.uuid("user_id");
    var page =
        new Page(validation.number("page", 1, MAX_PAGE), validation.number("per_page", MOST, MOST));
    validation.check();
    var tenant = tenantOf(caller, user);
    return tokens.list(tenant, user).stream()
        .skip(page.offset())
        .limit(page.perPage())
        .map(View::of)
        .toList();
  }

  @PostMapping(GENERATE)
  ResponseEntity<?> generate(
      Caller caller,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var validation = Validation.ofBody(fields);
    var name = validation.required("name", 255);
    var user = validation.uuid("user_id");
    var asked = validation.later("expires_at", clock.instant());
    validation.check();
    var tenant = tenantOf(caller, user);
    // A token may do no more than whoever asks for it, and no longer.
    var scopes = EnumSet.of(Scope.READ, Scope.SEND, Scope.SESSIONS);
    scopes.retainAll(caller.scopes());
    var expiresAt =
        Stream.concat(asked.stream(), shown(caller, tenant).flatMap(ApiToken::expiresAt).stream())
            .min(Comparator.naturalOrder());
    var request = IdempotentRequest.of(key, "POST " + GENERATE, fields.canonical());
    return idempotent.once(
        tenant,
        request,
        GENERATE,
        () ->
            ResponseEntity.status(201)
                .body(Generated.of(tokens.create(tenant, user, name, scopes, expiresAt, request))),
        // The secret was in the reply that got lost, and nobody has it any more.
        id -> {
          throw new Failure(
              Problem.IDEMPOTENCY_KEY_REUSED,
              "The token " + publicId(id) + " was created, but its secret is lost; delete it");
        });
  }

  @DeleteMapping(TOKENS)
  Deleted delete(Caller caller, Fields fields, @RequestParam Map<String, String> query) {
    var validation = new Validation(fields, query);
    var user = validation.uuid("user_id");
    var id = validation.required("id", 255);
    validation.check();
    var tenant = tenantOf(caller, user);
    if (!ID.matcher(id).matches()) {
      throw new Failure(Problem.TOKEN_NOT_FOUND, "Token not found");
    }
    tokens.delete(tenant, user, uuid(id));
    return new Deleted("Token deleted");
  }

  /// @throws Failure `FORBIDDEN` for a token of another user, and for a key without the scope
  private UUID tenantOf(Caller caller, UUID user) {
    if (caller.kind() == Kind.ANONYMOUS) {
      return Access.tenant(caller);
    }
    if (caller.kind() != Kind.API_TOKEN) {
      return Access.tenantWide(caller, Scope.ADMIN);
    }
    var tenant = Access.tenant(caller);
    if (shown(caller, tenant).filter(token -> token.user().equals(user)).isEmpty()) {
      throw new Failure(Problem.FORBIDDEN, "The token belongs to another user");
    }
    return tenant;
  }

  private Optional<ApiToken> shown(Caller caller, UUID tenant) {
    return caller.kind() == Kind.API_TOKEN
        ? tokens.find(tenant, ApiTokens.idOf(caller))
        : Optional.empty();
  }

  private static String publicId(UUID id) {
    return ID_PREFIX + id.toString().replace("-", "");
  }

  private static UUID uuid(String publicId) {
    var hex = publicId.substring(ID_PREFIX.length());
    return new UUID(
        Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
  }
}
