package io.trunkline.e2e;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;

/// Measures list and search calls of a running installation where much is stored: 100,000 messages
/// in 1,000 chats, 10,000 contacts, as many consents, 20,000 notifications, of one new tenant with
/// one linked session. Writes them into PostgreSQL, asks each call 30 times, one after the other,
/// and prints a Markdown table of medians and 95th percentiles in milliseconds; then the plan of
/// each call's slowest statement. It judges nothing.
///
/// Arguments: the env file that `deploy/up` wrote.
public final class Volume {
  private static final String SESSION = "volume";
  private static final int WARM_UPS = 10;
  private static final int CALLS = 30;
  private static final String HALF_YEAR_AGO = "2026-01-01T00:00:00Z";

  private static final String MESSAGES =
      """
      INSERT INTO messages (id, tenant_id, session_id, direction, whatsapp_id, chat, sender, number,
        kind, body, status, accepted_at, occurred_at, content)
      SELECT gen_random_uuid(), tenant_id, session_id, way, 'VOLUME' || n, chat,
        CASE WHEN way = 'in' THEN chat END, '+' || split_part(chat, '@', 1),
        CASE n % 20 WHEN 0 THEN 'image' ELSE 'text' END,
        'Order ' || n || CASE n % 1000 WHEN 7 THEN ' saffron' ELSE ' is on its way' END,
        CASE way WHEN 'in' THEN 'received' ELSE (ARRAY['sent', 'delivered', 'read'])[1 + n % 3] END,
        at, at, content
      FROM (
        SELECT s.*, n, CASE n % 2 WHEN 0 THEN 'in' ELSE 'out' END AS way,
          9617600000000 + n % 1000 || '@s.whatsapp.net' AS chat,
          now() - (100000 - n) * interval '100 seconds' AS at
        FROM generate_series(1, 100000) n,
          (SELECT tenant_id, session_id, content FROM messages
           WHERE session_id = ?::uuid AND content IS NOT NULL ORDER BY seq LIMIT 1) s) made
      ORDER BY n
      """;
  private static final String STATUSES =
      """
      INSERT INTO message_statuses (tenant_id, message_id, status, at)
      SELECT tenant_id, id, status, accepted_at FROM messages
      WHERE session_id = ?::uuid AND whatsapp_id LIKE 'VOLUME%'
      """;
  private static final String CHATS =
      """
      INSERT INTO chats (tenant_id, session_id, jid, name, unread_count, last_activity_at)
      SELECT tenant_id, session_id, chat, 'Customer ' || chat, count(*) % 3, max(occurred_at)
      FROM messages WHERE session_id = ?::uuid AND whatsapp_id LIKE 'VOLUME%' GROUP BY 1, 2, 3
      """;
  private static final String CONTACTS =
      """
      INSERT INTO contacts (tenant_id, session_id, pn, name, saved)
      SELECT c.tenant_id, c.id, 9617600000000 + n || '@s.whatsapp.net', 'Customer ' || n, true
      FROM generate_series(0, 9999) n, connections c WHERE c.id = ?::uuid
      """;
  private static final String CONSENTS =
      """
      INSERT INTO consents (tenant_id, phone, opt_in, created_at)
      SELECT c.tenant_id, 9617600000000 + n, 'yes', now()
      FROM generate_series(0, 9999) n, connections c WHERE c.id = ?::uuid
      """;
  private static final String NOTIFICATIONS =
      """
      INSERT INTO notifications (tenant_id, session_id, session, direction, phone, type, body,
        content, status, created_at)
      SELECT c.tenant_id, c.id, 'volume', 'outbound', 9617600000000 + n % 10000, 'text',
        'Reminder ' || n || CASE n % 1000 WHEN 7 THEN ' saffron' ELSE '' END, ''::bytea,
        (ARRAY['sent', 'delivered', 'read', 'failed'])[1 + n % 4], now()
      FROM generate_series(1, 20000) n, connections c WHERE c.id = ?::uuid
      """;

  private final Installation installation;
  private final Http tenant;

  private Volume(Installation installation) {
    this.installation = installation;
    this.tenant =
        NewTenant.of(
            installation, Map.of("requestsPerSecond", 10_000, "messagesPerDay", 1_000_000));
  }

  public static void main(String[] arguments) throws SQLException {
    if (arguments.length != 1) {
      System.err.println("usage: Volume ENV_FILE");
      System.exit(2);
    }
    var installation = Installation.running(Path.of(arguments[0]));
    var url =
        "jdbc:postgresql://127.0.0.1:"
            + installation.port("postgres")
            + "/trunkline?currentSchema=api";
    try (var superuser =
        DriverManager.getConnection(url, "postgres", installation.secret("postgres-postgres"))) {
      var volume = new Volume(installation);
      store(superuser, volume.session());
      volume.measure();
      try (var plans =
          new QueryPlans(superuser, installation.data().resolve("logs/postgres.log"))) {
        volume.explain(plans);
      }
    }
  }

  /// Makes a session, links it and has it send and receive.
  ///
  /// @return its id
  private String session() {
    var own = installation.simulator().phone("96175300001", "Own");
    var peer = installation.simulator().phone("96175300002", "Peer");
    var connection = Connection.request(tenant, installation.anonymous(), SESSION);
    connection.link(own);
    connection.sendUntilAccepted("+" + peer.number(), "The first", Duration.ofSeconds(10));
    peer.send(own.number(), "An answer");
    Waiting.until(
        "the answer to be stored",
        Duration.ofSeconds(20),
        () ->
            !tenant
                .get("/api/v1/messages?direction=in&chat=96175300002@s.whatsapp.net")
                .body()
                .at("/data/messages")
                .isEmpty());
    return tenant.get("/api/v1/sessions").body().at("/data/sessions/0/id").asString();
  }

  private static void store(java.sql.Connection superuser, String session) throws SQLException {
    for (var statement :
        new String[] {MESSAGES, STATUSES, CHATS, CONTACTS, CONSENTS, NOTIFICATIONS}) {
      try (var prepared = superuser.prepareStatement(statement)) {
        prepared.setString(1, session);
        prepared.executeUpdate();
      }
    }
    try (var analyze = superuser.createStatement()) {
      analyze.execute("ANALYZE");
    }
  }

  private void explain(QueryPlans plans) {
    for (var call : calls().values()) {
      var _ = call.apply(tenant);
    }
    calls()
        .forEach(
            (name, call) ->
                plans
                    .slowest(
                        () -> {
                          var _ = call.apply(tenant);
                        })
                    .ifPresent(
                        plan ->
                            System.out.printf(
                                "%n## %s (%.1f ms)%n%s%n",
                                name, plan.milliseconds(), plan.text())));
  }

  private void measure() {
    System.out.println("| call | rows | median ms | p95 ms |");
    System.out.println("|---|---|---|---|");
    calls().forEach(this::measure);
  }

  private void measure(String name, Function<Http, Http.Reply> call) {
    var reply = call.apply(tenant);
    if (reply.status() != 200) {
      throw new IllegalStateException(name + " answered " + reply);
    }
    var rows = largestList(reply);
    var took =
        LongStream.range(0, WARM_UPS + CALLS)
            .map(
                _ -> {
                  var begun = System.nanoTime();
                  var _ = call.apply(tenant);
                  return System.nanoTime() - begun;
                })
            .skip(WARM_UPS)
            .sorted()
            .toArray();
    System.out.printf(
        "| %s | %d | %.1f | %.1f |%n",
        name, rows, took[CALLS / 2] / 1e6, took[CALLS * 95 / 100] / 1e6);
  }

  private static int largestList(Http.Reply reply) {
    return reply.body().findParents("id").isEmpty()
        ? reply.body().size()
        : reply.body().findParents("id").size();
  }

  private static Map<String, Function<Http, Http.Reply>> calls() {
    var calls = new LinkedHashMap<String, Function<Http, Http.Reply>>();
    var chat = "9617600000007@s.whatsapp.net";
    for (var query :
        new String[] {
          "/api/v1/messages?limit=200",
          "/api/v1/messages?chat=" + chat,
          "/api/v1/messages?direction=out&status=read",
          "/api/v1/messages?kind=image",
          "/api/v1/messages?kind=poll",
          "/api/v1/messages?text=saffron",
          "/api/v1/messages?text=nothingofthesort",
          "/api/v1/messages?status=failed",
          "/api/v1/messages?from=" + HALF_YEAR_AGO + "&to=2026-01-02T00:00:00Z",
          "/api/v1/sessions",
          "/api/v1/me",
          "/api/v1/dashboard/activity",
          "/api/v1/notify/overview",
          "/api/v1/notify/messages?limit=200",
          "/api/v1/notify/messages?text=saffron",
          "/api/v1/notify/messages?text=nothingofthesort",
          "/api/v1/notify/messages?phone=9617600000007",
          "/api/v1/notify/contacts?limit=200",
          "/api/v1/notify/contacts?phone=96176000099",
          "/api/whatsapp/sessions/" + SESSION + "/messages?per_page=100",
          "/api/whatsapp/sessions/" + SESSION + "/messages?page=500&per_page=100",
          "/api/whatsapp/sessions/" + SESSION + "/contacts?page=50&per_page=100",
          "/client/getChats/" + SESSION,
          "/client/getContacts/" + SESSION
        }) {
      calls.put("GET " + query, http -> http.get(query));
    }
    posted(calls, "/chat/fetchMessages/", Map.of("chatId", chat));
    posted(calls, "/client/searchMessages/", Map.of("query", "saffron"));
    posted(calls, "/client/searchMessages/", Map.of("query", "nothingofthesort"));
    return calls;
  }

  private static void posted(
      Map<String, Function<Http, Http.Reply>> calls, String path, Map<String, ?> body) {
    calls.put("POST " + path + SESSION + " " + body, http -> http.post(path + SESSION, body));
  }
}
