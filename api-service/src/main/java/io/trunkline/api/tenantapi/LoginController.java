package io.trunkline.api.tenantapi;

import io.trunkline.api.GatewaySettings;
import io.trunkline.api.GatewaySettings.Profile;
import io.trunkline.api.credential.Introspection;
import io.trunkline.api.user.Logins;
import io.trunkline.api.user.Users;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Fields;
import io.trunkline.contract.Caller;
import java.time.Duration;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Signs users and operators in and out. The login comes as a token and, for browsers, as a cookie
/// that no script reads and no other site sends.
@RestController
class LoginController {
  private static final String COOKIE = "trunkline_login";

  private final Users users;
  private final Logins logins;
  private final boolean isSecure;

  LoginController(Users users, Logins logins, GatewaySettings settings) {
    this.users = users;
    this.logins = logins;
    this.isSecure = settings.profile() == Profile.PRODUCTION;
  }

  /// @param tenantId null for operators
  record User(String id, String email, String role, String tenantId) {}

  record Login(String token, User user) {}

  @PostMapping("/api/v1/auth/login")
  ResponseEntity<Envelope> logIn(Fields fields) {
    var user = users.logIn(fields.required("email", 254), fields.required("password", 1024));
    var token = logins.sign(user);
    return ResponseEntity.ok()
        .header(HttpHeaders.SET_COOKIE, cookie(token, Logins.LIFETIME))
        .body(
            Envelope.of(
                new Login(
                    token,
                    new User(
                        user.id().toString(),
                        user.email(),
                        user.role().slug(),
                        user.tenant().map(UUID::toString).orElse(null)))));
  }

  @PostMapping("/api/v1/auth/logout")
  ResponseEntity<Void> logOut(Caller caller) {
    Introspection.loginOf(caller).ifPresent(logins::end);
    return ResponseEntity.noContent()
        .header(HttpHeaders.SET_COOKIE, cookie("", Duration.ZERO))
        .build();
  }

  private String cookie(String value, Duration age) {
    return ResponseCookie.from(COOKIE, value)
        .path("/")
        .httpOnly(true)
        .sameSite("Strict")
        .secure(isSecure)
        .maxAge(age)
        .build()
        .toString();
  }
}
