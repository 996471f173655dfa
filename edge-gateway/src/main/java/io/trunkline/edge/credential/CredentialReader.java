package io.trunkline.edge.credential;

import io.trunkline.edge.credential.Credential.Form;
import io.trunkline.edge.dialect.Dialect;
import io.trunkline.edge.dialect.Refusal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;

/// Finds the credentials of a request and tells them apart by form.
///
/// | where | form | accepted at |
/// |---|---|---|
/// | `X-API-Key`, `Authorization: Bearer` | `tlk_…` | tenants' calls |
/// | query `apiKey` | `tlk_…` | `/ws` |
/// | `Authorization: Bearer` | JWT | the calls of [#takesConnectionToken] |
/// | `Authorization: Bearer` | `tlt_…` | the dialect tokens |
/// | `X-Admin-Key` | `tla_…` | `/admin/v1/**` |
/// | cookie `trunkline_login`, `Authorization: Bearer` | JWT of a login | as its user may |
///
/// Both kinds of JWT are read as [Form#CONNECTION_TOKEN]; [Callers] tells them apart once it has
/// seen their signature. A cookie counts only where nothing else is shown, and never for a page of
/// another site.
final class CredentialReader {
  static final String API_KEY_HEADER = "X-API-Key";
  static final String OPERATOR_KEY_HEADER = "X-Admin-Key";
  static final String API_KEY_QUERY = "apiKey";
  static final String LOGIN_COOKIE = "trunkline_login";

  /// One of ours, or what the setting `API_SECRET` may be.
  private static final Pattern API_KEY =
      Pattern.compile("tlk_[A-Za-z0-9_-]{8,128}|(?!tl[akt]_)[!-~]{16,128}");

  private static final Pattern API_TOKEN = Pattern.compile("tlt_[A-Za-z0-9_-]{8,128}");
  private static final Pattern OPERATOR_KEY = Pattern.compile("tla_[A-Za-z0-9_-]{8,128}");
  private static final Pattern JWT =
      Pattern.compile("[A-Za-z0-9_-]{2,4096}\\.[A-Za-z0-9_-]{2,4096}\\.[A-Za-z0-9_-]{2,4096}");
  private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +(\\S+) *");

  private CredentialReader() {}

  /// @return what the request shows, in order of precedence; empty where it shows nothing
  /// @throws RefusedException when something is shown that cannot be a credential here
  static List<Credential> read(Dialect dialect, ServerHttpRequest request) {
    var headers = request.getHeaders();
    var shown =
        dialect == Dialect.OPERATOR ? ofOperator(headers) : ofTenant(dialect, request, headers);
    return shown.isEmpty() ? ofCookie(request) : shown;
  }

  /// The five calls that take a connection token; no other does.
  static boolean takesConnectionToken(HttpMethod method, String path) {
    if (method.equals(HttpMethod.GET)) {
      return path.equals("/api/v1/connections") || path.equals("/api/v1/connections/status");
    }
    return method.equals(HttpMethod.POST)
        && (path.equals("/api/v1/connections/activate")
            || path.equals("/api/v1/connections/logout")
            || path.equals("/api/v1/messages/send"));
  }

  private static List<Credential> ofOperator(HttpHeaders headers) {
    if (headers.containsHeader(API_KEY_HEADER)) {
      throw new RefusedException(Refusal.FORBIDDEN);
    }
    var key = only(headers, OPERATOR_KEY_HEADER);
    var bearer = only(headers, HttpHeaders.AUTHORIZATION).map(BEARER::matcher);
    if (bearer.isPresent()) {
      if (key.isPresent()
          || !bearer.get().matches()
          || !JWT.matcher(bearer.get().group(1)).matches()) {
        throw new RefusedException(Refusal.FORBIDDEN);
      }
      return List.of(new Credential(Form.CONNECTION_TOKEN, bearer.get().group(1)));
    }
    return key.map(text -> List.of(matching(OPERATOR_KEY, Form.OPERATOR_KEY, text)))
        .orElse(List.of());
  }

  private static List<Credential> ofTenant(
      Dialect dialect, ServerHttpRequest request, HttpHeaders headers) {
    if (headers.containsHeader(OPERATOR_KEY_HEADER)) {
      throw new RefusedException(Refusal.BAD_CREDENTIAL);
    }
    var found = new ArrayList<Credential>();
    only(headers, HttpHeaders.AUTHORIZATION).ifPresent(text -> found.add(bearer(dialect, text)));
    only(headers, API_KEY_HEADER)
        .ifPresent(text -> found.add(matching(API_KEY, Form.API_KEY, text)));
    var path = request.getURI().getRawPath();
    if (path.equals("/ws") || path.startsWith("/ws/")) {
      apiKeysOfQuery(request.getURI().getRawQuery())
          .forEach(text -> found.add(matching(API_KEY, Form.API_KEY, text)));
    }
    return List.copyOf(found);
  }

  private static List<Credential> ofCookie(ServerHttpRequest request) {
    var cookies = request.getCookies().getOrDefault(LOGIN_COOKIE, List.of());
    if (cookies.isEmpty() || !AnonymousRule.isOfNoOtherSite(request.getHeaders())) {
      return List.of();
    }
    if (cookies.size() > 1) {
      throw new RefusedException(Refusal.BAD_CREDENTIAL);
    }
    return List.of(matching(JWT, Form.LOGIN, cookies.getFirst().getValue()));
  }

  private static Credential bearer(Dialect dialect, String header) {
    var bearer = BEARER.matcher(header);
    if (!bearer.matches()) {
      throw new RefusedException(Refusal.BAD_CREDENTIAL);
    }
    var text = bearer.group(1);
    if (dialect == Dialect.TOKENS && API_TOKEN.matcher(text).matches()) {
      return new Credential(Form.API_TOKEN, text);
    }
    return JWT.matcher(text).matches()
        ? new Credential(Form.CONNECTION_TOKEN, text)
        : matching(API_KEY, Form.API_KEY, text);
  }

  private static Credential matching(Pattern pattern, Form form, String text) {
    if (!pattern.matcher(text).matches()) {
      throw new RefusedException(Refusal.BAD_CREDENTIAL);
    }
    return new Credential(form, text);
  }

  /// Two headers of one name may be read differently behind us; so they are refused.
  private static Optional<String> only(HttpHeaders headers, String name) {
    var values = headers.getOrEmpty(name);
    if (values.size() > 1) {
      throw new RefusedException(Refusal.BAD_CREDENTIAL);
    }
    return values.stream().map(String::strip).findFirst();
  }

  private static List<String> apiKeysOfQuery(String rawQuery) {
    var found = new ArrayList<String>();
    for (var part : rawQuery == null ? new String[0] : rawQuery.split("&", -1)) {
      var equals = part.indexOf('=');
      var name = equals < 0 ? part : part.substring(0, equals);
      if (name.equals(API_KEY_QUERY)) {
        found.add(decoded(equals < 0 ? "" : part.substring(equals + 1)));
      }
    }
    return found;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(Refusal.BAD_CREDENTIAL);
    }
  }
}
