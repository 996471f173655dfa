package io.trunkline.whatsapp.protocol.jid;

import java.util.Objects;

/// An address on WhatsApp: a user, a device of a user, a group, a server.
///
/// Text form: `user@server`, with a device `user:device@server`, with the agent of old business
/// numbers `user.agent:device@s.whatsapp.net`, on other networks `integrator-user:device@interop`,
/// and the server's text alone when there is no user.
///
/// Two JIDs are equal when all parts are; device 0 is the primary phone and the same as no device,
/// so `1:0@lid` equals `1@lid`.
///
/// @param user digits for people, an id for groups; empty for a server
/// @param agent 0 except for old business numbers on [JidServer#USER], then 2 to 255 without 128
/// and 129 (the other values name servers on the wire)
/// @param device 0 for the primary or when no device is meant; at most 255, or 65535 on
/// [JidServer#MESSENGER] and [JidServer#INTEROP]; always 0 on servers without devices
/// @param integrator the network on [JidServer#INTEROP], else 0
/// @param server the address space
/// @throws JidException when the parts do not go together
public record Jid(String user, int agent, int device, int integrator, JidServer server) {
  /// WhatsApp itself, the addressee of most iq stanzas.
  public static final Jid WHATSAPP = server(JidServer.USER);

  /// The chat in which status updates are sent.
  public static final Jid STATUS_BROADCAST = user("status", JidServer.BROADCAST);

  public Jid {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(server, "server");
    checkUser(user, server);
    if (device < 0 || device > server.maxDevice()) {
      throw new JidException(
          JidException.Code.BAD_DEVICE,
          "Expected a device up to " + server.maxDevice() + " at " + server + " but was " + device);
    }
    if (agent != 0 && (server != JidServer.USER || agent < 2 || agent > 255 || isDomain(agent))) {
      throw new JidException(
          JidException.Code.BAD_AGENT, "No agent " + agent + " at " + server.text());
    }
    if (integrator < 0 || integrator > 65535 || integrator > 0 && server != JidServer.INTEROP) {
      throw new JidException(
          JidException.Code.BAD_INTEGRATOR, "No integrator " + integrator + " at " + server.text());
    }
    if (user.isEmpty() && (agent | device | integrator) != 0) {
      throw new JidException(JidException.Code.BAD_USER, "A device needs a user");
    }
  }

  private static boolean isDomain(int agent) {
    return agent == JidServer.HOSTED.domain() || agent == JidServer.HOSTED_LID.domain();
  }

  private static void checkUser(String user, JidServer server) {
    for (int i = 0; i < user.length(); i++) {
      char c = user.charAt(i);
      // A dot would be read as the border of an agent, a dash as the border of an integrator.
      boolean border = c == '.' && server.hasDomain() || c == '-' && server == JidServer.INTEROP;
      if (c <= ' ' || c == '@' || c == ':' || c == 0x7f || border) {
        throw new JidException(
            JidException.Code.BAD_USER, "A user may not hold character " + (int) c);
      }
    }
  }

  /// The JID without a device.
  public static Jid user(String user, JidServer server) {
    return new Jid(user, 0, 0, 0, server);
  }

  /// The JID of one device.
  public static Jid device(String user, int device, JidServer server) {
    return new Jid(user, 0, device, 0, server);
  }

  /// The JID of a server, without a user.
  public static Jid server(JidServer server) {
    return new Jid("", 0, 0, 0, server);
  }

  /// Reads the text form.
  ///
  /// @throws JidException when the server is unknown or a part is malformed
  public static Jid parse(String text) {
    int at = text.indexOf('@');
    JidServer server =
        JidServer.find(text.substring(at + 1))
            .orElseThrow(
                () -> new JidException(JidException.Code.UNKNOWN_SERVER, "No such JID server"));
    if (at < 0) {
      return server(server);
    }
    if (at == 0) {
      throw new JidException(JidException.Code.BAD_USER, "Expected a user before the @");
    }
    String user = text.substring(0, at);
    int device = 0;
    int colon = user.indexOf(':');
    if (colon >= 0) {
      device = number(user.substring(colon + 1), JidException.Code.BAD_DEVICE);
      user = user.substring(0, colon);
    }
    int agent = 0;
    int dot = server.hasDomain() ? user.indexOf('.') : -1;
    if (dot >= 0) {
      agent = number(user.substring(dot + 1), JidException.Code.BAD_AGENT);
      // The domain of a server may be repeated as its agent: 1.1:2@lid.
      agent = agent == server.domain() ? 0 : agent;
      user = user.substring(0, dot);
    }
    int integrator = 0;
    if (server == JidServer.INTEROP) {
      int dash = user.indexOf('-');
      if (dash < 0) {
        throw new JidException(JidException.Code.BAD_INTEGRATOR, "Expected an integrator");
      }
      integrator = number(user.substring(0, dash), JidException.Code.BAD_INTEGRATOR);
      user = user.substring(dash + 1);
    }
    if (user.isEmpty()) {
      throw new JidException(JidException.Code.BAD_USER, "Expected a user before the @");
    }
    return new Jid(user, agent, device, integrator, server);
  }

  private static int number(String digits, JidException.Code code) {
    if (digits.isEmpty() || digits.length() > 5) {
      throw new JidException(code, "Expected 1 to 5 digits but were " + digits.length());
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        throw new JidException(code, "Expected a digit but was character " + (int) c);
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  /// The same user without agent and device; the address of a chat.
  public Jid toUserJid() {
    return agent == 0 && device == 0 ? this : new Jid(user, 0, 0, integrator, server);
  }

  /// Another device of the same user.
  public Jid withDevice(int device) {
    return new Jid(user, agent, device, integrator, server);
  }

  /// The same user where the phone number or LID itself lives: hosted kinds become [JidServer#USER]
  /// and [JidServer#LID], all others stay. The device is kept.
  public Jid withoutHosting() {
    return switch (server) {
      case HOSTED -> device(user, device, JidServer.USER);
      case HOSTED_LID -> device(user, device, JidServer.LID);
      case USER, LID, GROUP, BROADCAST, NEWSLETTER, LEGACY, MESSENGER, INTEROP, BOT, CALL -> this;
    };
  }

  /// Whether this is a user named by phone number, hosted ones not counted.
  public boolean isPn() {
    return server == JidServer.USER && hasUser();
  }

  /// Whether this is a user named by LID, hosted ones not counted.
  public boolean isLid() {
    return server == JidServer.LID && hasUser();
  }

  public boolean isGroup() {
    return server == JidServer.GROUP && hasUser();
  }

  /// Whether this is a broadcast list or the status chat.
  public boolean isBroadcast() {
    return server == JidServer.BROADCAST && hasUser();
  }

  /// Whether many read this chat, so that its messages are encrypted under sender keys.
  public boolean isShared() {
    return isGroup() || isBroadcast();
  }

  public boolean isNewsletter() {
    return server == JidServer.NEWSLETTER && hasUser();
  }

  /// Whether the Cloud API hosts this device.
  public boolean isHosted() {
    return server == JidServer.HOSTED || server == JidServer.HOSTED_LID;
  }

  /// Whether this names the primary phone, or no device at all.
  public boolean isPrimary() {
    return device == 0;
  }

  /// Whether there is a user, not only a server.
  public boolean hasUser() {
    return !user.isEmpty();
  }

  /// Where the Signal protocol files this device. Servers without a domain byte put their text in
  /// its place, so that equal users of different networks never share a session.
  ///
  /// @throws IllegalStateException for a JID without a user
  public SignalAddress signalAddress() {
    if (user.isEmpty()) {
      throw new IllegalStateException("No Signal address for " + this);
    }
    String name =
        server == JidServer.USER
            ? user
            : user + "_" + (server.hasDomain() ? server.domain() : server.text());
    return new SignalAddress(name, device);
  }

  /// The text form.
  @Override
  public String toString() {
    if (user.isEmpty()) {
      return server.text();
    }
    var text = new StringBuilder(user.length() + server.text().length() + 8);
    if (server == JidServer.INTEROP) {
      text.append(integrator).append('-');
    }
    text.append(user);
    if (agent != 0) {
      text.append('.').append(agent);
    }
    if (device != 0) {
      text.append(':').append(device);
    }
    return text.append('@').append(server.text()).toString();
  }
}
