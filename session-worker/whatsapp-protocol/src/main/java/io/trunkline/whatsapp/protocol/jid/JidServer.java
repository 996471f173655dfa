package io.trunkline.whatsapp.protocol.jid;

import java.util.Optional;

/// The server half of a JID: which address space the user half belongs to.
///
/// Each server knows its text form, the largest device number that fits its wire form (0: JIDs of
/// this server name no device) and, for the four kinds that Signal sessions exist for, the domain
/// byte of the wire form and of the Signal address.
public enum JidServer {
  /// A phone number; without a user it is WhatsApp itself.
  USER("s.whatsapp.net", 255, 0),
  /// A LID, the identifier that hides the phone number.
  LID("lid", 255, 1),
  /// A device of a phone number that the Cloud API hosts.
  HOSTED("hosted", 255, 128),
  /// A device of a LID that the Cloud API hosts.
  HOSTED_LID("hosted.lid", 255, 129),
  GROUP("g.us", 0, -1),
  /// Broadcast lists, and `status@broadcast`.
  BROADCAST("broadcast", 0, -1),
  NEWSLETTER("newsletter", 0, -1),
  /// The old text form of phone numbers.
  LEGACY("c.us", 0, -1),
  MESSENGER("msgr", 65535, -1),
  /// A user of another network, reached through an integrator.
  INTEROP("interop", 65535, -1),
  BOT("bot", 0, -1),
  CALL("call", 0, -1);

  private final String text;
  private final int maxDevice;
  private final int domain;

  JidServer(String text, int maxDevice, int domain) {
    this.text = text;
    this.maxDevice = maxDevice;
    this.domain = domain;
  }

  /// The server as it is written after the `@`.
  public String text() {
    return text;
  }

  /// The server of that text; empty if there is none.
  public static Optional<JidServer> find(String text) {
    return Optional.ofNullable(
        switch (text) {
          case "s.whatsapp.net" -> USER;
          case "lid" -> LID;
          case "hosted" -> HOSTED;
          case "hosted.lid" -> HOSTED_LID;
          case "g.us" -> GROUP;
          case "broadcast" -> BROADCAST;
          case "newsletter" -> NEWSLETTER;
          case "c.us" -> LEGACY;
          case "msgr" -> MESSENGER;
          case "interop" -> INTEROP;
          case "bot" -> BOT;
          case "call" -> CALL;
          default -> null;
        });
  }

  /// Whether the wire form of this server's devices is the one with a domain byte.
  public boolean hasDomain() {
    return domain >= 0;
  }

  /// The domain byte: 0, 1, 128 or 129.
  ///
  /// @throws IllegalStateException for a server without one; ask [#hasDomain()] first
  public int domain() {
    if (domain < 0) {
      throw new IllegalStateException("No domain byte for " + text);
    }
    return domain;
  }

  int maxDevice() {
    return maxDevice;
  }
}
