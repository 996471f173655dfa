package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.Caller.Scope;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class UsersTest extends ApiTest {
  private static final Caller NOBODY =
      new Caller(Kind.NOBODY, Optional.empty(), "nobody", Set.of(), Optional.empty());
  private static final String LOGIN = "/api/v1/auth/login";
  private static final String PASSWORD = "correct horse";

  @ParameterizedTest
  @CsvSource({
    "viewer,'[\"READ\"]'",
    "agent,'[\"READ\",\"SEND\"]'",
    "admin,'[\"READ\",\"SEND\",\"SESSIONS\",\"ADMIN\"]'"
  })
  void aUserSignsInAndMayDoWhatTheRoleMay(String role, String scopes) {
    var tenant = newTenant();
    var email = email();
    var user = create(tenant, email, role);
    assertThat(user.get("role").stringValue()).isEqualTo(role);
    assertThat(user.get("lastLoginAt").isNull()).isTrue();

    var answer =
        post(NOBODY, LOGIN, Map.of("email", email.toUpperCase(), "password", PASSWORD)).expect(200);
    assertThat(answer.data().get("user").get("tenantId").stringValue())
        .isEqualTo(tenant.toString());
    var token = answer.data().get("token").stringValue();
    assertThat(answer.raw().headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("trunkline_login=" + token + ";")
        .contains("HttpOnly", "SameSite=Strict", "Path=/");
    var standing = introspect(token);
    assertThat(standing.get("kind").stringValue()).isEqualTo("LOGIN");
    assertThat(standing.get("tenantId").stringValue()).isEqualTo(tenant.toString());
    assertThat(standing.get("scopes").toString()).isEqualTo(scopes);

    var listed = get(OPERATOR, users(tenant)).expect(200).data().get("users");
    assertThat(listed.size()).isEqualTo(1);
    assertThat(listed.get(0).get("lastLoginAt").isNull()).isFalse();
    assertThat(listed.toString()).doesNotContain("$2", PASSWORD);
  }

  @Test
  void aLogoutEndsThisLoginAndNoOther() {
    var tenant = newTenant();
    var email = email();
    create(tenant, email, "agent");
    var first = logIn(email);
    var second = logIn(email);
    var caller =
        new Caller(
            Kind.LOGIN,
            Optional.of(tenant),
            introspect(first).get("subject").stringValue(),
            EnumSet.of(Scope.READ),
            Optional.empty());
    var answer = post(caller, "/api/v1/auth/logout", null).expect(204);
    assertThat(answer.raw().headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("trunkline_login=;")
        .contains("Max-Age=0");
    assertThat(introspect(first).get("active").booleanValue()).isFalse();
    assertThat(introspect(second).get("active").booleanValue()).isTrue();
  }

  @Test
  void aDeletedUsersLoginIsOver() {
    var tenant = newTenant();
    var email = email();
    var user = create(tenant, email, "admin");
    var token = logIn(email);
    var path = users(tenant) + "/" + user.get("id").stringValue();
    call(
            OPERATOR,
            "DELETE",
            users(newTenant()) + "/" + user.get("id").stringValue(),
            null,
            Map.of())
        .fails(404, "user_not_found");
    call(OPERATOR, "DELETE", path, null, Map.of()).expect(204);
    call(OPERATOR, "DELETE", path, null, Map.of()).fails(404, "user_not_found");
    assertThat(introspect(token).get("active").booleanValue()).isFalse();
    post(NOBODY, LOGIN, Map.of("email", email, "password", PASSWORD)).fails(401, "unauthorized");
  }

  @Test
  void aForgedLoginIsNone() {
    create(newTenant(), "x" + email(), "admin");
    var email = email();
    create(newTenant(), email, "admin");
    var token = logIn(email);
    for (var forged :
        new String[] {
          token + "A", token.substring(1), token.substring(0, token.lastIndexOf('.') + 1), "a.b.c"
        }) {
      assertThat(introspect(forged).get("active").booleanValue()).isFalse();
    }
    var asConnection =
        post(
                GATEWAY,
                "/internal/v1/credentials/introspect",
                Map.of("form", "connection_token", "credential", token))
            .expect(200)
            .body();
    assertThat(asConnection.get("active").booleanValue()).isFalse();
  }

  @Test
  void wrongPasswordsAreRefusedAlikeAndThenForAWhile() {
    var email = email();
    create(newTenant(), email, "viewer");
    var wrong = Map.of("email", email, "password", "wrong horse");
    var unknown =
        post(NOBODY, LOGIN, Map.of("email", email(), "password", PASSWORD))
            .fails(401, "unauthorized");
    for (var i = 0; i < 10; i++) {
      assertThat(post(NOBODY, LOGIN, wrong).fails(401, "unauthorized").body())
          .isEqualTo(unknown.body());
    }
    post(NOBODY, LOGIN, Map.of("email", email, "password", PASSWORD))
        .fails(429, "too_many_attempts");
  }

  @Test
  void anOperatorSignsInForTheInstallationAndForNoTenant() {
    var email = email();
    var user =
        post(OPERATOR, "/admin/v1/users", Map.of("email", email, "password", PASSWORD))
            .expect(201)
            .data()
            .get("user");
    assertThat(user.get("role").stringValue()).isEqualTo("operator");
    var standing = introspect(logIn(email));
    assertThat(standing.get("kind").stringValue()).isEqualTo("OPERATOR");
    assertThat(standing.has("tenantId")).isFalse();
    var path = "/admin/v1/users/" + user.get("id").stringValue();
    assertThat(get(OPERATOR, "/admin/v1/users").expect(200).data().get("users").toString())
        .contains(email);
    call(OPERATOR, "DELETE", path, null, Map.of()).expect(204);
    get(tenant(newTenant()), "/admin/v1/users").fails(401, "unauthorized");
  }

  @Test
  void anAddressIsTakenOnceInTheInstallation() {
    var email = email();
    create(newTenant(), email, "viewer");
    post(
            OPERATOR,
            users(newTenant()),
            Map.of("email", email.toUpperCase(), "password", PASSWORD, "role", "admin"))
        .fails(409, "user_exists");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"email\":\"a@b.c\",\"password\":\"12345678\"}",
        "{\"email\":\"a@b.c\",\"password\":\"1234567\",\"role\":\"admin\"}",
        "{\"email\":\"a@b.c\",\"password\":\"12345678\",\"role\":\"operator\"}",
        "{\"email\":\"a b@c\",\"password\":\"12345678\",\"role\":\"admin\"}",
        "{\"email\":\"ab\",\"password\":\"12345678\",\"role\":\"admin\"}"
      })
  void aBadUserIsInvalid(String body) {
    post(OPERATOR, users(newTenant()), body).fails(400, "invalid_request");
  }

  private JsonNode create(UUID tenant, String email, String role) {
    return post(OPERATOR, users(tenant), Map.of("email", email, "password", PASSWORD, "role", role))
        .expect(201)
        .data()
        .get("user");
  }

  private String logIn(String email) {
    return post(NOBODY, LOGIN, Map.of("email", email, "password", PASSWORD))
        .expect(200)
        .data()
        .get("token")
        .stringValue();
  }

  private JsonNode introspect(String token) {
    return post(
            GATEWAY,
            "/internal/v1/credentials/introspect",
            Map.of("form", "login", "credential", token))
        .expect(200)
        .body();
  }

  private static String users(UUID tenant) {
    return "/admin/v1/tenants/" + tenant + "/users";
  }

  private static String email() {
    return UUID.randomUUID() + "@example.com";
  }
}
