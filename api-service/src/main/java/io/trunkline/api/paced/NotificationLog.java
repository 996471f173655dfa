package io.trunkline.api.paced;

import io.trunkline.api.message.ContentWords;
import io.trunkline.proto.content.Content;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Rows of what came, and of what goes without waiting; and what a recipient's answer does to the
/// rows that wait for it. Each call is part of the transaction that `jdbc` is in.
public final class NotificationLog {
  private static final String RECEIVED =
      """
      INSERT INTO notifications (tenant_id, session_id, session, direction, phone, type, body,
                                 caption, status, created_at)
      VALUES (:tenant, :session, :name, 'inbound', :phone, :type, :body, :caption, 'received', :now)
      """;
  private static final String SENT =
      """
      INSERT INTO notifications (tenant_id, session_id, session, direction, phone, type, body,
                                 content, status, message_id, created_at)
      VALUES (:tenant, :session, :name, 'outbound', :phone, :type, :body, :content, 'pending',
              :message, :now)
      """;
  private static final String OPT_OUT =
      """
      UPDATE notifications SET status = 'opted_out'
      WHERE tenant_id = :tenant AND phone = :phone AND status = 'pending' AND message_id IS NULL
      """;
  // In one order, so that two answers at once do not wait for each other in a circle.
  private static final String WAKE =
      """
      UPDATE lanes SET look_at = coalesce(look_at, :now)
      WHERE session_id IN (
        SELECT l.session_id FROM lanes l
        WHERE l.tenant_id = :tenant AND l.session_id IN (
          SELECT n.session_id FROM notifications n
          WHERE n.tenant_id = :tenant AND n.phone = :phone AND n.status = 'pending')
        ORDER BY l.session_id FOR UPDATE)
      """;

  private NotificationLog() {}

  /// @param session the session's id
  /// @param name the session's name
  /// @param phone digits
  public record Line(UUID tenant, UUID session, String name, String phone, Content content) {}

  public static void received(JdbcClient jdbc, Line line, Instant now) {
    var content = line.content();
    words(jdbc.sql(RECEIVED), line, now)
        .param(
            "body",
            stored(isText(content) ? ContentWords.words(content).orElse("") : null),
            Types.VARCHAR)
        .param(
            "caption",
            stored(isText(content) ? null : ContentWords.words(content).orElse(null)),
            Types.VARCHAR)
        .update();
  }

  /// A text that leaves at once, as the message of that id.
  public static void sent(JdbcClient jdbc, Line line, UUID message, Instant now) {
    words(jdbc.sql(SENT), line, now)
        .param("body", ContentWords.words(line.content()).orElse(""))
        .param("content", line.content().toByteArray())
        .param("message", message)
        .update();
  }

  private static JdbcClient.StatementSpec words(
      JdbcClient.StatementSpec statement, Line line, Instant now) {
    return statement
        .param("tenant", line.tenant())
        .param("session", line.session())
        .param("name", line.name())
        .param("phone", line.phone())
        .param("type", ContentWords.kind(line.content()))
        .param("now", Timestamp.from(now));
  }

  private static boolean isText(Content content) {
    return content.hasText();
  }

  /// PostgreSQL cannot store NUL.
  private static String stored(String text) {
    return text == null ? null : text.replace('\0', '\uFFFD');
  }

  /// The recipient said no: nothing that waits for him leaves any more.
  public static void optOut(JdbcClient jdbc, UUID tenant, String phone) {
    jdbc.sql(OPT_OUT).param("tenant", tenant).param("phone", phone).update();
  }

  /// The recipient said yes: what waits for him may leave.
  public static void wake(JdbcClient jdbc, UUID tenant, String phone, Instant now) {
    jdbc.sql(WAKE)
        .param("tenant", tenant)
        .param("phone", phone)
        .param("now", Timestamp.from(now))
        .update();
  }
}
