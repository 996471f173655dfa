package io.trunkline.simulator.account;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A group as the server keeps it; also its form in the journal. Users are numbers. Changed and
/// read under the lock of the server's desk of groups alone.
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.PUBLIC_ONLY)
public final class Group {
  /// What a member is, as stanzas say it; [#MEMBER] for an ordinary one.
  public static final String MEMBER = "";

  public static final String ADMIN = "admin";
  public static final String SUPERADMIN = "superadmin";

  /// Somebody who asks to be let in.
  public record Request(String method, long at) {}

  /// What lets somebody in whom an admin could not add.
  ///
  /// @param by number of the admin
  /// @param expiresAt Unix seconds
  public record Invitation(String code, String by, long expiresAt) {}

  public String id = "";
  public String subject = "";
  public String subjectBy = "";
  public long subjectAt;
  public String owner = "";
  public long createdAt;

  /// `lid` or `pn`: how members are named.
  public String addressing = "lid";

  /// Empty where there is no description.
  public String descriptionId = "";

  public String description = "";
  public String descriptionBy = "";
  public long descriptionAt;
  public boolean announce;
  public boolean locked;

  /// Seconds; 0 = messages stay.
  public long ephemeral;

  public boolean joinApproval;
  public boolean adminsAdd;
  public boolean adminsLink;
  public boolean adminsShareHistory;
  public String inviteCode = "";

  /// Codes that were void at some time.
  public List<String> revokedCodes = new ArrayList<>();

  /// Empty where there is none.
  public String pictureId = "";

  public byte[] picture = new byte[0];

  public boolean community;

  /// Whether it is the group of a community that every member is in.
  public boolean announcements;

  /// The community that it belongs to, as JID, or empty.
  public String parent = "";

  /// Number to role, in the order of joining.
  public Map<String, String> members = new LinkedHashMap<>();

  public Map<String, Request> pending = new LinkedHashMap<>();

  /// By the number of who is invited.
  public Map<String, Invitation> invitations = new LinkedHashMap<>();

  public Jid jid() {
    return Jid.user(id, JidServer.GROUP);
  }

  /// By what kind of JID it names users.
  public JidServer server() {
    return addressing.equals("lid") ? JidServer.LID : JidServer.USER;
  }

  public boolean isMember(Account account) {
    return members.containsKey(account.number());
  }

  public boolean isAdmin(Account account) {
    return !members.getOrDefault(account.number(), MEMBER).equals(MEMBER);
  }

  public List<String> numbers() {
    return new ArrayList<>(members.keySet());
  }

  void save(Transaction transaction) {
    transaction.put("group/" + id, Json.write(this));
  }
}
