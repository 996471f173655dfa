package io.trunkline.api.tenantapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trunkline.api.credential.ApiKey;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.Paging;
import io.trunkline.api.web.Times;
import io.trunkline.contract.Caller.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// An API key as the tenant and the operator see it.
///
/// @param requestsPerSecond null: only the tenant's limit holds
/// @param expiresAt null: never
/// @param lastUsedAt null: not yet
/// @param secret only in the reply that creates it
public record KeyView(
    String id,
    String name,
    List<String> scopes,
    Integer requestsPerSecond,
    String createdAt,
    String expiresAt,
    String lastUsedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) String secret) {

  private static final int MOST_PER_SECOND = 1_000_000;

  public record Page(List<KeyView> keys, String next) {
    public static Page of(List<ApiKey> all, Optional<String> after, Optional<String> limit) {
      var slice = Paging.slice(all, after, limit, KeyView::of);
      return new Page(slice.items(), slice.next());
    }
  }

  public record Single(KeyView key) {}

  public static KeyView of(ApiKey key) {
    return of(key, null);
  }

  public static KeyView of(ApiKey.Created created) {
    return of(created.key(), created.secret());
  }

  private static KeyView of(ApiKey key, String secret) {
    return new KeyView(
        key.id().toString(),
        key.name(),
        key.scopes().stream().sorted().map(KeyView::slug).toList(),
        key.requestsPerSecond().orElse(null),
        Times.text(key.createdAt()),
        Times.text(key.expiresAt()),
        Times.text(key.lastUsedAt()),
        secret);
  }

  /// @throws Failure `INVALID_REQUEST` where the list is absent or names anything else
  public static Set<Scope> scopes(Fields fields) {
    var named =
        fields.texts("scopes", 8, 16).orElseThrow(() -> Failure.invalid("scopes is required"));
    var scopes = EnumSet.noneOf(Scope.class);
    for (var name : named) {
      scopes.add(scope(name));
    }
    return scopes;
  }

  /// A key's own rate limit, where one is given.
  ///
  /// @throws Failure `INVALID_REQUEST`
  public static Optional<Integer> requestsPerSecond(Fields fields) {
    return fields
        .count("requestsPerSecond")
        .map(
            perSecond -> {
              if (perSecond < 1 || perSecond > MOST_PER_SECOND) {
                throw Failure.invalid(
                    "requestsPerSecond must be a whole number from 1 to " + MOST_PER_SECOND);
              }
              return perSecond.intValue();
            });
  }

  private static Scope scope(String name) {
    for (var scope : Scope.values()) {
      if (slug(scope).equals(name)) {
        return scope;
      }
    }
    throw Failure.invalid("scopes must be of read, send, sessions, admin");
  }

  static String slug(Scope scope) {
    return scope.name().toLowerCase(Locale.ROOT);
  }
}
