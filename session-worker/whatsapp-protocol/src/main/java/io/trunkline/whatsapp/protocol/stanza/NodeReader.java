package io.trunkline.whatsapp.protocol.stanza;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.stanza.StanzaException.Code;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Reads one node from bytes that the reader does not own. Single use.
final class NodeReader {
  static final int MAX_DEPTH = 64;
  static final int MAX_NODES = 1 << 20;

  private static final String NIBBLES = "0123456789-.";
  private static final String HEX = "0123456789ABCDEF";
  private static final Object[] NO_ATTRIBUTES = {};

  private final byte[] bytes;
  private final int end;
  private int at;
  private int nodes;

  NodeReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  Node onlyNode() {
    Node node = node(1);
    if (at != end) {
      throw new StanzaException(
          Code.TRAILING_BYTES, "Expected the end but were " + (end - at) + " bytes more");
    }
    return node;
  }

  private Node node(int depth) {
    if (depth > MAX_DEPTH) {
      throw new StanzaException(Code.TOO_DEEP, "More than " + MAX_DEPTH + " levels");
    }
    if (++nodes > MAX_NODES) {
      throw new StanzaException(Code.TOO_LARGE, "More than " + MAX_NODES + " nodes");
    }
    int size = listSize(u8());
    if (size == 0) {
      throw new StanzaException(Code.MALFORMED, "A node of size 0");
    }
    String tag = text(u8());
    if (tag.isEmpty()) {
      throw new StanzaException(Code.MALFORMED, "A node without a tag");
    }
    Object[] attributes = attributes((size - 1) / 2);
    return new Node(tag, attributes, size % 2 == 0 ? content(depth) : null);
  }

  private Object[] attributes(int count) {
    if (count == 0) {
      return NO_ATTRIBUTES;
    }
    // A name and a value take a byte each at the least; listSize saw that they are there.
    Object[] pairs = new Object[count * 2];
    int size = 0;
    for (int i = 0; i < count; i++) {
      String name = text(u8());
      if (name.isEmpty()) {
        throw new StanzaException(Code.MALFORMED, "An attribute without a name");
      }
      Object value = value(u8());
      if (value.equals("")) {
        continue;
      }
      // The last of equal names counts, as in a map.
      int place = indexOf(pairs, size, name);
      pairs[place] = name;
      pairs[place + 1] = value;
      size = Math.max(size, place + 2);
    }
    return size == pairs.length ? pairs : Arrays.copyOf(pairs, size);
  }

  private static int indexOf(Object[] pairs, int size, String name) {
    for (int i = 0; i < size; i += 2) {
      if (pairs[i].equals(name)) {
        return i;
      }
    }
    return size;
  }

  private Object content(int depth) {
    int tag = u8();
    return switch (tag) {
      case Tag.LIST_EMPTY -> null;
      case Tag.LIST_8, Tag.LIST_16 -> children(listSize(tag), depth + 1);
      case Tag.BINARY_8, Tag.BINARY_20, Tag.BINARY_32 -> binary(tag);
      default -> value(tag).toString();
    };
  }

  private List<Node> children(int count, int depth) {
    if (count == 0) {
      return null;
    }
    Node[] children = new Node[count];
    for (int i = 0; i < count; i++) {
      children[i] = node(depth);
    }
    return Collections.unmodifiableList(Arrays.asList(children));
  }

  private int listSize(int tag) {
    int size =
        switch (tag) {
          case Tag.LIST_EMPTY -> 0;
          case Tag.LIST_8 -> u8();
          case Tag.LIST_16 -> u16();
          default ->
              throw new StanzaException(Code.MALFORMED, "Expected a list but was tag " + tag);
        };
    if (size > end - at) {
      throw new StanzaException(
          Code.TRUNCATED, "A list of " + size + " in " + (end - at) + " bytes");
    }
    return size;
  }

  /// A String or a Jid.
  private Object value(int tag) {
    return switch (tag) {
      case Tag.JID_PAIR -> pair();
      case Tag.DEVICE_JID -> deviceJid();
      case Tag.MESSENGER_JID -> messengerJid();
      case Tag.INTEROP_JID -> interopJid();
      default -> text(tag);
    };
  }

  /// A string where no JID may stand. The parts of a JID come here too, so that JIDs do not nest.
  private String text(int tag) {
    return switch (tag) {
      case Tag.LIST_EMPTY -> "";
      case Tag.BINARY_8, Tag.BINARY_20, Tag.BINARY_32 -> utf8(binaryLength(tag));
      case Tag.NIBBLE_8 -> packed(NIBBLES);
      case Tag.HEX_8 -> packed(HEX);
      case Tag.LIST_8,
          Tag.LIST_16,
          Tag.JID_PAIR,
          Tag.DEVICE_JID,
          Tag.MESSENGER_JID,
          Tag.INTEROP_JID ->
          throw new StanzaException(Code.MALFORMED, "Expected a string but was tag " + tag);
      default -> token(tag);
    };
  }

  private String token(int tag) {
    if (tag > 0 && tag < Tokens.SINGLE) {
      return Tokens.single(tag);
    }
    if (tag >= Tag.DICTIONARY_0 && tag <= Tag.DICTIONARY_3) {
      return Tokens.dual(tag - Tag.DICTIONARY_0, u8());
    }
    throw new StanzaException(Code.UNKNOWN_TOKEN, "No token " + tag);
  }

  private int binaryLength(int tag) {
    long length =
        switch (tag) {
          case Tag.BINARY_8 -> u8();
          case Tag.BINARY_20 -> (u8() & 0x0f) << 16 | u16();
          default -> (long) u16() << 16 | u16();
        };
    if (length > end - at) {
      throw new StanzaException(
          Code.TRUNCATED, "A value of " + length + " in " + (end - at) + " bytes");
    }
    return (int) length;
  }

  private byte[] binary(int tag) {
    int length = binaryLength(tag);
    byte[] value = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return value;
  }

  private String utf8(int length) {
    String value = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return value;
  }

  private String packed(String alphabet) {
    int header = u8();
    int packedBytes = header & 0x7f;
    boolean odd = (header & 0x80) != 0;
    if (packedBytes > end - at) {
      throw new StanzaException(
          Code.TRUNCATED, packedBytes + " packed bytes in " + (end - at) + " bytes");
    }
    if (odd && packedBytes == 0) {
      throw new StanzaException(Code.BAD_PACKED, "An odd count of no characters");
    }
    byte[] characters = new byte[packedBytes * 2 - (odd ? 1 : 0)];
    for (int i = 0; i < characters.length; i++) {
      int pair = bytes[at + i / 2];
      int nibble = (i % 2 == 0 ? pair >> 4 : pair) & 0x0f;
      if (nibble >= alphabet.length()) {
        throw new StanzaException(Code.BAD_PACKED, "No character " + nibble);
      }
      characters[i] = (byte) alphabet.charAt(nibble);
    }
    at += packedBytes;
    return new String(characters, StandardCharsets.ISO_8859_1);
  }

  /// A JID, or the text `user@server` when this code knows no such server or user: one strange
  /// attribute must not hide the rest of the stanza.
  private Object pair() {
    String user = text(u8());
    String server = text(u8());
    var known = JidServer.find(server);
    if (known.isEmpty()) {
      return user.isEmpty() ? server : user + "@" + server;
    }
    try {
      return Jid.user(user, known.get());
    } catch (JidException e) {
      return user + "@" + server;
    }
  }

  private Jid deviceJid() {
    int domain = u8();
    int device = u8();
    String user = text(u8());
    return jid(
        user,
        domain,
        device,
        switch (domain) {
          case 1 -> JidServer.LID;
          case 128 -> JidServer.HOSTED;
          case 129 -> JidServer.HOSTED_LID;
          default -> JidServer.USER;
        });
  }

  private static Jid jid(String user, int domain, int device, JidServer server) {
    try {
      return new Jid(user, server == JidServer.USER ? domain : 0, device, 0, server);
    } catch (JidException e) {
      throw new StanzaException(Code.BAD_JID, e.getMessage());
    }
  }

  private Jid messengerJid() {
    String user = text(u8());
    int device = u16();
    return networkJid(user, device, 0, JidServer.MESSENGER);
  }

  private Jid interopJid() {
    String user = text(u8());
    int device = u16();
    int integrator = u16();
    return networkJid(user, device, integrator, JidServer.INTEROP);
  }

  private Jid networkJid(String user, int device, int integrator, JidServer expected) {
    String server = text(u8());
    if (!server.equals(expected.text())) {
      throw new StanzaException(Code.BAD_JID, "Expected the server " + expected.text());
    }
    try {
      return new Jid(user, 0, device, integrator, expected);
    } catch (JidException e) {
      throw new StanzaException(Code.BAD_JID, e.getMessage());
    }
  }

  private int u8() {
    if (at == end) {
      throw new StanzaException(Code.TRUNCATED, "The stanza ends inside a value");
    }
    return bytes[at++] & 0xff;
  }

  private int u16() {
    return u8() << 8 | u8();
  }
}
