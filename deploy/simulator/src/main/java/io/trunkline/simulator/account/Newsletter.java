package io.trunkline.simulator.account;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A newsletter (WhatsApp's "channel") as the server keeps it, posts included; also its form in the
/// journal. Users are numbers. Changed and read under the lock of the server's desk alone.
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.PUBLIC_ONLY)
public final class Newsletter {

  /// Somebody who follows it.
  ///
  /// @param since Unix seconds
  public record Follower(boolean muted, long since) {}

  /// What an admin posted.
  public static final class Post {
    public long serverId;

    /// WhatsApp's message id.
    public String id = "";

    /// Unix seconds.
    public long at;

    /// Of the stanza: text or media.
    public String type = "";

    public String mediaType = "";
    public String by = "";
    public byte[] plaintext = new byte[0];

    /// Number to emoji.
    public Map<String, String> reactions = new LinkedHashMap<>();

    public Set<String> viewers = new LinkedHashSet<>();
  }

  public String id = "";
  public String name = "";
  public String description = "";
  public String inviteCode = "";
  public long createdAt;
  public String owner = "";
  public Set<String> admins = new LinkedHashSet<>();

  /// Who may become an admin: number to the invitation's end, Unix seconds.
  public Map<String, Long> invited = new LinkedHashMap<>();

  /// ALL, BASIC, NONE or BLOCKLIST.
  public String reactionCodes = "ALL";

  /// Empty where there is none.
  public String pictureId = "";

  public byte[] picture = new byte[0];

  /// In the order of following.
  public Map<String, Follower> followers = new LinkedHashMap<>();

  public List<Post> posts = new ArrayList<>();

  public Jid jid() {
    return Jid.user(id, JidServer.NEWSLETTER);
  }

  public boolean isAdmin(String number) {
    return owner.equals(number) || admins.contains(number);
  }

  /// As WhatsApp says it.
  public String roleOf(String number) {
    if (owner.equals(number)) {
      return "OWNER";
    }
    if (admins.contains(number)) {
      return "ADMIN";
    }
    return followers.containsKey(number) ? "SUBSCRIBER" : "GUEST";
  }

  /// Who is told what happens.
  public Set<String> readers() {
    Set<String> readers = new LinkedHashSet<>(followers.keySet());
    readers.addAll(admins);
    readers.add(owner);
    return readers;
  }
}
