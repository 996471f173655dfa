package io.trunkline.edge.dialect;

import io.trunkline.edge.dialect.Destination.Refused;
import io.trunkline.edge.dialect.Destination.Served;
import io.trunkline.edge.dialect.Destination.Service;
import io.trunkline.edge.dialect.Destination.WrongMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The table of paths in `contracts/README.md`. Patterns are compared segment by segment: `{}` is
/// one segment of any text, a last `**` any number of them, none included.
public final class PathTable {
  private static final Set<String> ANY = Set.of();
  private static final Set<String> GET = Set.of("GET", "HEAD");
  private static final Set<String> POST = Set.of("POST");
  private static final Set<String> DELETE = Set.of("DELETE");

  /// Two readers of one path must not come to two results: dots that climb, empty segments,
  /// matrix parameters, backslashes, and these in disguise. Services behind decode; we do not.
  private static final Pattern NOT_PLAIN =
      Pattern.compile(
          "//|\\\\|;|[\\x00-\\x20\\x7f]|%(2[fF]|5[cC]|3[bB]|25|00|[01]\\p{XDigit}|7[fF])"
              + "|(^|/)(\\.|%2[eE]){1,2}(/|$)");

  private static final List<Row> ROWS =
      List.of(
          new Row(segments("/healthz"), GET, new Destination.Health()),
          served("/api/v1/webhooks/**", ANY, Dialect.MANAGER, Service.WEBHOOK),
          served("/api/v1/events", GET, Dialect.MANAGER, Service.WEBHOOK),
          open("/api/v1/auth/login", POST, Dialect.MANAGER),
          served("/api/v1/**", ANY, Dialect.MANAGER, Service.API),
          served("/admin/v1/**", ANY, Dialect.OPERATOR, Service.API),
          served("/ws", GET, Dialect.WWEBJS, Service.WEBHOOK),
          tokens("/api/whatsapp/sessions", POST),
          tokens("/api/whatsapp/sessions/{}", Set.of("GET", "HEAD", "DELETE")),
          tokens("/api/whatsapp/sessions/{}/status", GET),
          tokens("/api/whatsapp/sessions/{}/messages", GET),
          tokens("/api/whatsapp/sessions/{}/contacts", GET),
          tokens("/api/whatsapp/sessions/{}/disconnect", DELETE),
          tokens("/api/whatsapp/sessions/{}/device", DELETE),
          tokens("/api/whatsapp/messages/text", POST),
          tokens("/api/whatsapp/messages/media", POST),
          tokens("/api/api-tokens", Set.of("GET", "HEAD", "DELETE")),
          tokens("/api/api-tokens/generate", POST),
          open("/api/health", GET, Dialect.TOKENS),
          open("/api/test-node-connection", GET, Dialect.TOKENS),
          served("/ws/{}", GET, Dialect.WWEBJS, Service.WEBHOOK),
          notify("/api/status", GET),
          notify("/api/sessions", Set.of("GET", "HEAD", "POST")),
          notify("/api/sessions/{}", DELETE),
          notify("/api/send", POST),
          notify("/api/send-image", POST),
          notify("/api/resend/{}", POST),
          notify("/api/regenerate-qr", POST),
          multiSession("/sessions", GET),
          multiSession("/sessions/{}", DELETE),
          multiSession("/qr", GET),
          multiSession("/status", GET),
          open("/health", GET, Dialect.MULTI_SESSION),
          explorer("/api-docs", Dialect.MULTI_SESSION),
          multiSession("/connect", POST),
          multiSession("/disconnect", POST),
          multiSession("/reset-reconnect", POST),
          multiSession("/send", POST),
          served("/session/**", ANY, Dialect.WWEBJS, Service.API),
          served("/client/**", ANY, Dialect.WWEBJS, Service.API),
          served("/chat/**", ANY, Dialect.WWEBJS, Service.API),
          served("/contact/**", ANY, Dialect.WWEBJS, Service.API),
          served("/groupChat/**", ANY, Dialect.WWEBJS, Service.API),
          served("/message/**", ANY, Dialect.WWEBJS, Service.API),
          served("/channel/**", ANY, Dialect.WWEBJS, Service.API),
          open("/ping", GET, Dialect.WWEBJS),
          served("/localCallbackExample", POST, Dialect.WWEBJS, Service.API),
          explorer("/docs", Dialect.WWEBJS),
          explorer("/assets/explorer/{}", Dialect.NONE),
          open("/openapi.json", GET, Dialect.WWEBJS),
          open("/openapi/{}", GET, Dialect.NONE),
          console("/"),
          console("/dashboard"),
          console("/overview"),
          console("/connections"),
          console("/messages"),
          console("/getting-started"),
          console("/notify/**"),
          console("/tokens/docs"),
          console("/console/**"),
          console("/assets/**"));

  /// @param method upper case
  /// @param rawPath as on the request line, not decoded, without the query
  public Destination find(String method, String rawPath) {
    if (NOT_PLAIN.matcher(rawPath).find()) {
      return new Refused(dialectOfPrefix(rawPath), Refusal.BAD_PATH);
    }
    var segments = segments(rawPath);
    var allowed = new TreeSet<String>();
    Optional<Dialect> known = Optional.empty();
    for (var row : ROWS) {
      if (!row.matches(segments)) {
        continue;
      }
      if (row.methods.isEmpty() || row.methods.contains(method)) {
        return row.destination;
      }
      allowed.addAll(row.methods);
      known = Optional.of(row.destination.dialect());
    }
    return known
        .<Destination>map(dialect -> new WrongMethod(dialect, allowed))
        .orElseGet(() -> new Refused(dialectOfPrefix(rawPath), Refusal.NOT_FOUND));
  }

  /// The path without its trailing slash, which no service behind expects.
  public static String withoutTrailingSlash(String rawPath) {
    return rawPath.length() > 1 && rawPath.endsWith("/")
        ? rawPath.substring(0, rawPath.length() - 1)
        : rawPath;
  }

  /// An unknown path is answered by the dialect that it shares its first segments with.
  private static Dialect dialectOfPrefix(String rawPath) {
    var segments = segments(rawPath);
    var first = segments.isEmpty() ? "" : segments.getFirst();
    var second = segments.size() > 1 ? segments.get(1) : "";
    return switch (first) {
      case "admin" -> Dialect.OPERATOR;
      case "api" ->
          switch (second) {
            case "v1" -> Dialect.MANAGER;
            case "whatsapp", "api-tokens", "health", "test-node-connection" -> Dialect.TOKENS;
            case "status", "sessions", "send", "send-image", "resend", "regenerate-qr" ->
                Dialect.NOTIFY;
            default -> Dialect.NONE;
          };
      case "sessions",
          "qr",
          "status",
          "health",
          "connect",
          "disconnect",
          "reset-reconnect",
          "send" ->
          Dialect.MULTI_SESSION;
      case "session",
          "client",
          "chat",
          "contact",
          "groupChat",
          "message",
          "channel",
          "ping",
          "ws" ->
          Dialect.WWEBJS;
      default -> Dialect.NONE;
    };
  }

  private static List<String> segments(String rawPath) {
    var path = withoutTrailingSlash(rawPath);
    var start = path.startsWith("/") ? 1 : 0;
    return start >= path.length() ? List.of() : Arrays.asList(path.substring(start).split("/", -1));
  }

  private static Row served(String pattern, Set<String> methods, Dialect dialect, Service service) {
    return new Row(segments(pattern), methods, new Served(dialect, service));
  }

  private static Row multiSession(String pattern, Set<String> methods) {
    return served(pattern, methods, Dialect.MULTI_SESSION, Service.API);
  }

  private static Row notify(String pattern, Set<String> methods) {
    return served(pattern, methods, Dialect.NOTIFY, Service.API);
  }

  private static Row tokens(String pattern, Set<String> methods) {
    return served(pattern, methods, Dialect.TOKENS, Service.API);
  }

  private static Row open(String pattern, Set<String> methods, Dialect dialect) {
    return new Row(segments(pattern), methods, new Destination.Open(dialect, Service.API));
  }

  private static Row explorer(String pattern, Dialect dialect) {
    return new Row(segments(pattern), GET, new Destination.Explorer(dialect));
  }

  private static Row console(String pattern) {
    return new Row(segments(pattern), GET, new Destination.Console());
  }

  /// @param methods empty: all
  private record Row(List<String> pattern, Set<String> methods, Destination destination) {
    boolean matches(List<String> segments) {
      var open = !pattern.isEmpty() && pattern.getLast().equals("**");
      var fixed = open ? pattern.size() - 1 : pattern.size();
      if (open ? segments.size() < fixed : segments.size() != fixed) {
        return false;
      }
      for (var i = 0; i < fixed; i++) {
        if (!pattern.get(i).equals("{}") && !pattern.get(i).equals(segments.get(i))) {
          return false;
        }
      }
      return true;
    }
  }
}
