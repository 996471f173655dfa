package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.contract.IdentityToken;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest extends ApiTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/connections",
        "/api/v1/nothing",
        "/admin/v1/tenants",
        "/internal/v1/credentials/introspect",
        "/",
        "/error",
        "/actuator/health"
      })
  void noPathIsServedWithoutAnIdentity(String path) {
    assertThat(get(null, path).expect(401).body().get("error").stringValue())
        .isEqualTo("Unauthorized");
  }

  @Test
  void aPlainHeaderIsNoIdentity() {
    withIdentity("{\"kind\":\"OPERATOR\"}").fails(401, "unauthorized");
  }

  @Test
  void anIdentityForAnotherServiceIsRefused() {
    withIdentity(
            IdentityToken.sign(
                OPERATOR, IdentityToken.WEBHOOK_SERVICE, keys().getPrivate(), Clock.systemUTC()))
        .fails(401, "unauthorized");
  }

  @Test
  void anExpiredIdentityIsRefused() {
    withIdentity(
            IdentityToken.sign(
                OPERATOR,
                IdentityToken.API_SERVICE,
                keys().getPrivate(),
                Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-2))))
        .fails(401, "unauthorized");
  }

  @Test
  void anIdentityUnderAnotherKeyIsRefused() throws GeneralSecurityException {
    var stranger = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    withIdentity(
            IdentityToken.sign(
                OPERATOR, IdentityToken.API_SERVICE, stranger.getPrivate(), Clock.systemUTC()))
        .fails(401, "unauthorized");
  }

  @Test
  void aTenantIsNobodyToTheOperatorsPathsAndTheOperatorToATenants() {
    get(tenant(newTenant()), "/admin/v1/tenants").fails(401, "unauthorized");
    get(OPERATOR, "/api/v1/connections").fails(401, "unauthorized");
    get(GATEWAY, "/api/v1/connections").fails(401, "unauthorized");
  }

  @Test
  void theGatewaysPathsDoNotExistForOthers() {
    for (var caller : new Caller[] {OPERATOR, tenant(UUID.randomUUID())}) {
      assertThat(
              post(caller, "/internal/v1/credentials/introspect", Map.of("form", "anonymous"))
                  .expect(404)
                  .body()
                  .get("error")
                  .stringValue())
          .isEqualTo("Not found");
    }
  }

  @Test
  void aMissingScopeIsForbidden() {
    var tenant = newTenant();
    var reader = tenant(tenant, Scope.READ);
    post(reader, "/api/v1/connections/request", Map.of("customerId", "a", "customerName", "A"))
        .fails(403, "forbidden");
    post(reader, "/api/v1/messages/send", Map.of()).fails(403, "forbidden");
    post(reader, "/api/v1/connections/activate", Map.of()).fails(403, "forbidden");
    post(reader, "/api/v1/connections/logout", Map.of()).fails(403, "forbidden");
    get(reader, "/api/v1/keys").fails(403, "forbidden");
    post(reader, "/api/v1/keys", Map.of()).fails(403, "forbidden");
    get(tenant(tenant, Scope.SEND), "/api/v1/connections").fails(403, "forbidden");
    get(tenant(tenant, Scope.SEND), "/api/v1/messages").fails(403, "forbidden");
    get(tenant(tenant, Scope.SEND), "/api/v1/dashboard/overview").fails(403, "forbidden");
  }

  @Test
  void aConnectionTokenOpensItsCallsOnly() {
    var tenant = newTenant();
    var token = token(tenant, connected(tenant, "acme"));
    get(token, "/api/v1/connections").expect(200);
    get(token, "/api/v1/connections/status").expect(200);
    get(token, "/api/v1/messages").fails(403, "forbidden");
    get(token, "/api/v1/dashboard/overview").fails(403, "forbidden");
    get(token, "/api/v1/keys").fails(403, "forbidden");
    post(token, "/api/v1/connections/request", Map.of("customerId", "b", "customerName", "B"))
        .fails(403, "forbidden");
  }

  @Test
  void theRequestIdIsTheCallersOrANewOne() {
    var id = "req-" + UUID.randomUUID();
    var given =
        call(OPERATOR, "GET", "/admin/v1/tenants", null, Map.of("X-Request-Id", id)).expect(200);
    assertThat(given.raw().headers().firstValue("X-Request-Id")).hasValue(id);
    var odd = call(OPERATOR, "GET", "/admin/v1/tenants", null, Map.of("X-Request-Id", "a b"));
    assertThat(odd.raw().headers().firstValue("X-Request-Id").orElseThrow()).hasSize(36);
  }

  private Answer withIdentity(String token) {
    return call(null, "GET", "/admin/v1/tenants", null, Map.of(Caller.HEADER, token));
  }
}
