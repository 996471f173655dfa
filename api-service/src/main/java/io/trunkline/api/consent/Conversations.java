package io.trunkline.api.consent;

import io.trunkline.api.consent.ConsentFlow.Reply;
import io.trunkline.api.message.Draft;
import io.trunkline.api.message.Drafts;
import io.trunkline.api.message.Messages;
import io.trunkline.api.message.PhoneNumber;
import io.trunkline.api.message.Recipient;
import io.trunkline.api.paced.NotificationLog;
import io.trunkline.api.paced.NotificationLog.Line;
import io.trunkline.proto.content.Content;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Holds the conversation about consent in sessions that ask for it: logs what comes, remembers
/// what was said, answers. All of it is one transaction with the message that was received, so that
/// each is answered once, whatever crashes.
@Component
public class Conversations {
  private static final Duration BETWEEN_PROMPTS = Duration.ofSeconds(10);

  private static final String SESSION = "SELECT name FROM connections WHERE id = :id AND consent";
  private static final String MEET =
      """
      INSERT INTO consents (tenant_id, phone, opt_in, created_at)
      VALUES (:tenant, :phone, 'pending', :now)
      ON CONFLICT DO NOTHING
      """;
  private static final String KNOWN =
      """
      SELECT opt_in, prompt_open, prompted_at FROM consents
      WHERE tenant_id = :tenant AND phone = :phone FOR UPDATE
      """;
  private static final String PROMPTED =
      """
      UPDATE consents SET prompt_open = true, prompted_at = :now
      WHERE tenant_id = :tenant AND phone = :phone
      """;

  private final Drafts drafts;
  private final Clock clock;

  Conversations(Drafts drafts, Clock clock) {
    this.drafts = drafts;
    this.clock = clock;
  }

  private record Known(OptIn optIn, boolean isPromptOpen, Optional<Instant> promptedAt) {}

  /// A live message of a single partner.
  ///
  /// @param chat the partner's JID
  /// @param phone the partner's digits
  /// @return whether there is something to send now
  public boolean received(
      JdbcClient jdbc, UUID tenant, UUID session, String chat, String phone, Content content) {
    var name = jdbc.sql(SESSION).param("id", session).query(String.class).optional();
    if (name.isEmpty()) {
      return false;
    }
    var now = clock.instant();
    NotificationLog.received(jdbc, new Line(tenant, session, name.get(), phone, content), now);
    var known = known(jdbc, tenant, phone, now);
    var outcome =
        ConsentFlow.received(
            known.optIn(),
            known.isPromptOpen(),
            content.hasText() ? Optional.of(content.getText().getBody()) : Optional.empty());
    if (outcome.optIn() != known.optIn()) {
      var unused = Consents.set(jdbc, tenant, phone, outcome.optIn(), now);
    }
    var reply = outcome.reply().filter(what -> what != Reply.PROMPT || mayPrompt(known, now));
    if (reply.isEmpty()) {
      return false;
    }
    if (reply.get() == Reply.PROMPT) {
      jdbc.sql(PROMPTED)
          .param("now", Timestamp.from(now))
          .param("tenant", tenant)
          .param("phone", phone)
          .update();
    }
    var words = Consents.texts(jdbc, tenant).of(reply.get()).map(Messages::text);
    words.ifPresent(
        text -> {
          var draft = draft(session, chat, phone, text);
          draft.insert(jdbc, tenant, null);
          NotificationLog.sent(
              jdbc, new Line(tenant, session, name.get(), phone, text), draft.id(), now);
        });
    return words.isPresent();
  }

  private static Known known(JdbcClient jdbc, UUID tenant, String phone, Instant now) {
    jdbc.sql(MEET)
        .param("tenant", tenant)
        .param("phone", phone)
        .param("now", Timestamp.from(now))
        .update();
    return jdbc.sql(KNOWN)
        .param("tenant", tenant)
        .param("phone", phone)
        .query(
            (row, _) ->
                new Known(
                    OptIn.ofSlug(row.getString("opt_in")),
                    row.getBoolean("prompt_open"),
                    Optional.ofNullable(row.getTimestamp("prompted_at")).map(Timestamp::toInstant)))
        .single();
  }

  private static boolean mayPrompt(Known known, Instant now) {
    return known.promptedAt().filter(at -> at.plus(BETWEEN_PROMPTS).isAfter(now)).isEmpty();
  }

  private Draft draft(UUID session, String chat, String phone, Content text) {
    var to =
        PhoneNumber.of(phone)
            .filter(number -> chat.equals(number.jid()))
            .map(Recipient::of)
            .orElseGet(() -> Recipient.ofJid(chat));
    return drafts.draft(session, to, text);
  }
}
