package io.trunkline.webhook.subscription;

import io.trunkline.webhook.event.Format;
import io.trunkline.webhook.event.PublicEvent;
import io.trunkline.webhook.web.Failure;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What a tenant says of a webhook, checked.
///
/// @param secret the tenant's own secret; empty: one is made
/// @param headers empty: none given
public record WebhookFields(
    String url,
    List<String> events,
    List<String> sessions,
    Format format,
    boolean ordered,
    Optional<String> secret,
    Optional<Map<String, String>> headers) {

  private static final List<String> ANY = List.of(PublicEvent.ANY);
  private static final int MOST_URL = 2048;
  private static final int MOST_SESSIONS = 10_000;
  private static final int MOST_HEADERS = 20;
  private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]{0,1024}");
  // What frames the request or is ours to say.
  private static final Set<String> RESERVED_HEADERS =
      Set.of(
          "host", "content-length", "content-type", "transfer-encoding", "connection", "upgrade");

  public static WebhookFields parse(JsonNode body) {
    return parse(body, Format.TRUNKLINE, ANY, ANY, true, null);
  }

  /// Fields that the body leaves out stay as they are; another format has other types of events, so
  /// with it they are all wanted where none are named.
  public static WebhookFields patch(JsonNode body, Webhook now) {
    if (body.has("secret")) {
      throw Failure.invalid("secret cannot be changed: use rotate-secret");
    }
    var isReformed =
        body.has("format") && !body.path("format").asString("").equals(now.format().text());
    return parse(
        body,
        now.format(),
        isReformed ? ANY : now.events(),
        now.sessions(),
        now.ordered(),
        now.url());
  }

  private static WebhookFields parse(
      JsonNode body,
      Format otherwise,
      List<String> events,
      List<String> sessions,
      boolean ordered,
      String url) {
    if (!body.isObject()) {
      throw Failure.invalid("The body is no JSON object");
    }
    var format = format(body.path("format"), otherwise);
    return new WebhookFields(
        url(body.path("url"), url),
        body.has("events") ? events(body.path("events"), format) : events,
        body.has("sessions") ? sessions(body.path("sessions")) : sessions,
        format,
        body.has("ordered") ? bool(body.path("ordered")) : ordered,
        secret(body.path("secret")),
        headers(body.path("headers")));
  }

  private static Format format(JsonNode node, Format otherwise) {
    if (node.isMissingNode()) {
      return otherwise;
    }
    return Format.parse(node.isString() ? node.asString() : "")
        .orElseThrow(() -> Failure.invalid("format must be trunkline, wwebjs or cloud"));
  }

  private static String url(JsonNode node, String otherwise) {
    if (node.isMissingNode() && otherwise != null) {
      return otherwise;
    }
    if (!node.isString() || !isUrl(node.asString())) {
      throw Failure.invalid(
          "url must be an http or https URL without user information, of at most 2048 characters");
    }
    return node.asString();
  }

  /// Whether a webhook may lead there.
  public static boolean isUrl(String text) {
    try {
      var url = new URI(text);
      var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      return text.length() <= MOST_URL
          && url.getHost() != null
          && url.getUserInfo() == null
          && (scheme.equals("http") || scheme.equals("https"));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static List<String> events(JsonNode node, Format format) {
    var types = texts(node, "events", format.types().size() + 1);
    for (var type : types) {
      if (!type.equals(PublicEvent.ANY) && !format.types().contains(type)) {
        throw Failure.invalid("Unknown event type in events for the format " + format.text());
      }
    }
    return types;
  }

  private static List<String> sessions(JsonNode node) {
    return texts(node, "sessions", MOST_SESSIONS).stream().map(WebhookFields::session).toList();
  }

  private static String session(String text) {
    if (text.equals(PublicEvent.ANY)) {
      return text;
    }
    if (!SESSION.matcher(text).matches()) {
      throw Failure.invalid("sessions must hold ids or names of connections, or *");
    }
    try {
      return UUID.fromString(text).toString();
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static List<String> texts(JsonNode node, String name, int most) {
    if (!node.isArray() || node.isEmpty() || node.size() > most) {
      throw Failure.invalid(name + " must be a list of 1 to " + most + " texts");
    }
    var texts = new ArrayList<String>();
    for (var item : node) {
      if (!item.isString()) {
        throw Failure.invalid(name + " must hold texts");
      }
      texts.add(item.asString());
    }
    return texts;
  }

  private static boolean bool(JsonNode node) {
    if (!node.isBoolean()) {
      throw Failure.invalid("ordered must be true or false");
    }
    return node.asBoolean();
  }

  private static Optional<String> secret(JsonNode node) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    if (!node.isString() || !node.asString().matches("[\\x21-\\x7e]{16,256}")) {
      throw Failure.invalid("secret must be 16 to 256 visible ASCII characters");
    }
    return Optional.of(node.asString());
  }

  private static Optional<Map<String, String>> headers(JsonNode node) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    if (!node.isObject() || node.size() > MOST_HEADERS) {
      throw Failure.invalid("headers must be an object of at most " + MOST_HEADERS + " texts");
    }
    var headers = new LinkedHashMap<String, String>();
    for (var header : node.properties()) {
      var name = header.getKey();
      var lower = name.toLowerCase(Locale.ROOT);
      if (!HEADER_NAME.matcher(name).matches()
          || RESERVED_HEADERS.contains(lower)
          || lower.startsWith("x-trunkline-")
          || lower.startsWith("x-hub-")) {
        throw Failure.invalid("headers must hold header names that are not reserved");
      }
      if (!header.getValue().isString()
          || !HEADER_VALUE.matcher(header.getValue().asString()).matches()) {
        throw Failure.invalid("headers must hold texts of at most 1024 ASCII characters");
      }
      headers.put(name, header.getValue().asString());
    }
    return Optional.of(headers);
  }
}
