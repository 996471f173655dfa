package io.trunkline.api.contact;

import io.trunkline.proto.event.Address;
import io.trunkline.proto.event.ChatChange;
import io.trunkline.proto.event.ChatChanges;
import io.trunkline.proto.event.ContactChanged;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.HistoryReceived;
import io.trunkline.proto.event.MessageReceived;
import java.sql.Types;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What events tell of contacts, written into their rows. What is told later overwrites; what is
/// not told stays. A user that was known by one JID and is now told under both becomes one row.
public final class ContactChanges {
  private static final int MAX_JID = 255;

  private static final String MERGE =
      """
      WITH gone AS (
        DELETE FROM contacts other USING contacts kept
        WHERE kept.session_id = :session AND kept.pn = :pn
          AND other.session_id = :session AND other.lid = :lid AND other.id <> kept.id
        RETURNING other.name, other.first_name, other.saved, other.push_name, other.is_business)
      UPDATE contacts c
      SET name = coalesce(c.name, gone.name), first_name = coalesce(c.first_name, gone.first_name),
        saved = c.saved OR gone.saved, push_name = coalesce(c.push_name, gone.push_name),
        is_business = c.is_business OR gone.is_business
      FROM gone WHERE c.session_id = :session AND c.pn = :pn
      """;
  private static final String UPDATE =
      """
      UPDATE contacts SET
        pn = coalesce(:pn, pn), lid = coalesce(:lid, lid),
        name = CASE WHEN :forget THEN NULL ELSE coalesce(:name, name) END,
        first_name = CASE WHEN :forget THEN NULL ELSE coalesce(:firstName, first_name) END,
        saved = CASE WHEN :forget THEN false ELSE saved OR :saved END,
        push_name = coalesce(:pushName, push_name), is_business = is_business OR :business
      WHERE session_id = :session AND (pn = :pn OR lid = :lid)
      """;
  private static final String INSERT =
      """
      INSERT INTO contacts (tenant_id, session_id, pn, lid, name, first_name, saved, push_name,
                            is_business)
      VALUES (:tenant, :session, :pn, :lid, :name, :firstName, :saved, :pushName, :business)
      """;
  private static final String SAME =
      """
      SELECT count(*) FROM contacts
      WHERE session_id = :session AND (pn = :pn OR lid = :lid)
        AND (:pn IS NULL OR pn = :pn) AND (:lid IS NULL OR lid = :lid)
        AND (:pushName IS NULL OR push_name = :pushName)
      """;

  private final JdbcClient jdbc;
  private final UUID tenant;
  private final UUID session;

  private ContactChanges(JdbcClient jdbc, UUID tenant, UUID session) {
    this.jdbc = jdbc;
    this.tenant = tenant;
    this.session = session;
  }

  /// @param jdbc of the transaction that stores the event
  public static void apply(JdbcClient jdbc, UUID tenant, UUID session, Event event) {
    var changes = new ContactChanges(jdbc, tenant, session);
    if (event.hasMessage()) {
      changes.message(event.getMessage());
    } else if (event.hasHistory()) {
      changes.history(event.getHistory());
    } else if (event.hasChat()) {
      changes.chats(event.getChat());
    } else if (event.hasContact()) {
      changes.contact(event.getContact());
    }
  }

  /// Something of one contact.
  ///
  /// @param name null where it is not told, as are the other names
  /// @param forget the address book has it no more
  private record Told(
      String name,
      String firstName,
      boolean saved,
      String pushName,
      boolean business,
      boolean forget) {
    static Told pushName(String pushName) {
      return new Told(null, null, false, text(pushName), false, false);
    }
  }

  private void message(MessageReceived message) {
    if (message.getFromMe()) {
      return;
    }
    var who = message.getSender();
    var pushName = Told.pushName(message.getPushName());
    // Most messages tell nothing new.
    if (isUser(who) && !isKnown(who, pushName.pushName())) {
      write(who, pushName);
    }
  }

  private void history(HistoryReceived history) {
    for (var past : history.getNamesList()) {
      write(past.getUser(), Told.pushName(past.getName()));
    }
    for (var chat : history.getChatsList()) {
      write(chat.getChat(), new Told(text(chat.getName()), null, false, null, false, false));
    }
  }

  private void chats(ChatChanges changes) {
    for (var change : changes.getChangesList()) {
      chat(change);
    }
  }

  private void chat(ChatChange change) {
    if (change.hasContact()) {
      var saved = change.getContact();
      var name = text(saved.getFullName());
      var firstName = text(saved.getFirstName());
      write(
          change.getAbout(),
          new Told(name == null ? firstName : name, firstName, true, null, false, false));
    } else if (change.hasRemoved() && change.getRemoved().getName().equals("contact")) {
      write(change.getAbout(), new Told(null, null, false, null, false, true));
    }
  }

  private void contact(ContactChanged changed) {
    if (changed.hasBusiness() && changed.getBusiness()) {
      write(changed.getContact(), new Told(null, null, false, null, true, false));
    }
  }

  private void write(Address who, Told told) {
    if (!isUser(who)) {
      return;
    }
    if (!who.getPn().isEmpty() && !who.getLid().isEmpty()) {
      named(jdbc.sql(MERGE), who).update();
    }
    var updated =
        params(named(jdbc.sql(UPDATE), who), told).param("forget", told.forget()).update();
    if (updated == 0 && !told.forget()) {
      params(named(jdbc.sql(INSERT), who), told).param("tenant", tenant).update();
    }
  }

  private boolean isKnown(Address who, String pushName) {
    return named(jdbc.sql(SAME), who)
            .param("pushName", pushName, Types.VARCHAR)
            .query(Integer.class)
            .single()
        > 0;
  }

  private JdbcClient.StatementSpec named(JdbcClient.StatementSpec sql, Address who) {
    return sql.param("session", session)
        .param("pn", text(who.getPn()), Types.VARCHAR)
        .param("lid", text(who.getLid()), Types.VARCHAR);
  }

  private static JdbcClient.StatementSpec params(JdbcClient.StatementSpec sql, Told told) {
    return sql.param("name", told.name(), Types.VARCHAR)
        .param("firstName", told.firstName(), Types.VARCHAR)
        .param("saved", told.saved())
        .param("pushName", told.pushName(), Types.VARCHAR)
        .param("business", told.business());
  }

  /// Groups, broadcasts and channels are no contacts.
  private static boolean isUser(Address address) {
    return address.getOther().isEmpty()
        && !(address.getPn().isEmpty() && address.getLid().isEmpty())
        && address.getPn().length() <= MAX_JID
        && address.getLid().length() <= MAX_JID;
  }

  /// PostgreSQL cannot store NUL.
  ///
  /// @return null for an empty text
  private static String text(String text) {
    return text.isEmpty() ? null : text.replace('\0', '\uFFFD');
  }
}
