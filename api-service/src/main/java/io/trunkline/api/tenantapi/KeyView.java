package io.trunkline.api.tenantapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trunkline.api.credential.ApiKey;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.Times;
import io.trunkline.contract.Caller.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// An API key as the tenant and the operator see it.
///
/// @param expiresAt null: never
/// @param lastUsedAt null: not yet
/// @param secret only in the reply that creates it
public record KeyView(
    String id,
    String name,
    List<String> scopes,
    String createdAt,
    String expiresAt,
    String lastUsedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) String secret) {

  public record Page(List<KeyView> keys) {}

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
