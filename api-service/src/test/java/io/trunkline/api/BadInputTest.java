package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest extends ApiTest {
  private static final String REQUEST = "/api/v1/connections/request";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "null",
        "7",
        "\"text\"",
        "{\"customerId\":}",
        "{} {}",
        "{'a':1}",
        "\u0000",
        "{\"a\":1,\"a\":2}"
      })
  void whatIsNoJsonObjectIsInvalid(String body) {
    post(tenant(newTenant()), REQUEST, body).fails(400, "invalid_request");
  }

  @Test
  void deepNestingIsInvalid() {
    post(tenant(newTenant()), REQUEST, "{\"a\":" + "[".repeat(200_000))
        .fails(400, "invalid_request");
  }

  @Test
  void invalidUtf8IsInvalid() {
    post(tenant(newTenant()), REQUEST, new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'})
        .fails(400, "invalid_request");
  }

  @Test
  void aBodyOverTheLimitIsTooLarge() {
    var tenant = tenant(newTenant());
    post(tenant, REQUEST, "{\"a\":\"" + "x".repeat(1_048_576) + "\"}")
        .fails(413, "payload_too_large");
    post(tenant, REQUEST, "{\"a\":\"" + "x".repeat(1_000_000) + "\"}")
        .fails(400, "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "x"})
  void anotherContentTypeIsUnsupported(String type) {
    call(
            tenant(newTenant()),
            "POST",
            REQUEST,
            "customerId=a&customerName=A",
            Map.of("Content-Type", type))
        .fails(415, "unsupported_media_type");
  }

  @Test
  void aBrokenFormIsInvalid() {
    var tenant = tenant(newTenant());
    for (var type : new String[] {"multipart/form-data", "multipart/form-data; boundary=b"}) {
      call(tenant, "POST", "/api/v1/messages/send", "--b\r\nnonsense", Map.of("Content-Type", type))
          .fails(400, "invalid_request");
    }
  }

  @Test
  void anUnknownPathIsNotFound() {
    get(tenant(newTenant()), "/api/v1/unknown").fails(404, "not_found");
    get(OPERATOR, "/admin/v1/unknown").fails(404, "not_found");
    get(tenant(newTenant()), "/api/v1/connections/../../x").expect(404);
    assertThat(get(OPERATOR, "/unknown").expect(404).body().toString())
        .isEqualTo("{\"success\":false,\"error\":\"Not found\"}");
    assertThat(get(OPERATOR, "/api/v10").expect(404).body().has("code")).isFalse();
  }

  @Test
  void aWrongMethodIsToldTheRightOne() {
    var answer = get(tenant(newTenant()), REQUEST).fails(405, "method_not_allowed");
    assertThat(answer.raw().headers().firstValue("Allow")).hasValue("POST");
    call(tenant(newTenant()), "DELETE", "/api/v1/connections", null, Map.of())
        .fails(405, "method_not_allowed");
    call(OPERATOR, "PUT", "/admin/v1/tenants", null, Map.of()).fails(405, "method_not_allowed");
  }

  @Test
  void aTrailingSlashDoesNotCount() {
    get(tenant(newTenant()), "/api/v1/connections/").expect(200);
  }

  @Test
  void onlyJsonIsGiven() {
    call(
            tenant(newTenant()),
            "GET",
            "/api/v1/connections",
            null,
            Map.of("Accept", "application/xml"))
        .fails(406, "not_acceptable");
  }
}
