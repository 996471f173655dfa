package io.trunkline.webhook.wwebjs;

import io.trunkline.proto.event.Address;
import io.trunkline.webhook.memory.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Addresses and ids as wwebjs writes them: users with a known number end with `@c.us`, and no
/// address names a device.
final class Ids {
  private Ids() {}

  /// Empty text where nothing is known.
  static String jid(Address address) {
    return Stream.of(address.getOther(), address.getPn(), address.getLid())
        .filter(name -> !name.isEmpty())
        .findFirst()
        .map(Ids::jid)
        .orElse("");
  }

  static String jid(String jid) {
    var at = jid.indexOf('@');
    if (at < 0) {
      return jid;
    }
    var user = jid.substring(0, at);
    var device = user.indexOf(':');
    var server = jid.substring(at + 1);
    return (device < 0 ? user : user.substring(0, device))
        + "@"
        + (server.equals("s.whatsapp.net") ? "c.us" : server);
  }

  /// A name out of a message's content, by the number where one of the `known` bears it as LID.
  static String jid(String name, Session own, Address... known) {
    var plain = jid(name);
    for (var address : known) {
      if (!plain.isEmpty() && plain.equals(jid(address.getLid()))) {
        return jid(address);
      }
    }
    return own.lid()
        .map(Ids::jid)
        .filter(plain::equals)
        .flatMap(_ -> own.jid())
        .map(Ids::jid)
        .orElse(plain);
  }

  /// The own address; empty text before the first login.
  static String own(Session session) {
    return session.jid().or(session::lid).map(Ids::jid).orElse("");
  }

  static boolean isGroup(String jid) {
    return jid.endsWith("@g.us");
  }

  /// `{"server","user","_serialized"}`.
  static Map<String, Object> wid(String jid) {
    var at = Math.max(jid.indexOf('@'), 0);
    var wid = new LinkedHashMap<String, Object>();
    wid.put("server", jid.substring(Math.min(at + 1, jid.length())));
    wid.put("user", jid.substring(0, at));
    wid.put("_serialized", jid);
    return wid;
  }

  /// `{"fromMe","remote","id","_serialized"}`, in groups with `participant`.
  static Map<String, Object> message(
      boolean fromMe, String remote, String id, Optional<String> participant) {
    var named = new LinkedHashMap<String, Object>();
    named.put("fromMe", fromMe);
    named.put("remote", remote);
    named.put("id", id);
    participant.ifPresent(who -> named.put("participant", who));
    named.put(
        "_serialized",
        fromMe + "_" + remote + "_" + id + participant.map(who -> "_" + who).orElse(""));
    return named;
  }
}
