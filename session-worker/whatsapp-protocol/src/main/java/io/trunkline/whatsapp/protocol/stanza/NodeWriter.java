package io.trunkline.whatsapp.protocol.stanza;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Writes nodes into a growing array. Single use.
///
/// A string takes the first form that fits: single token, double token, packed digits, packed
/// upper-case hex, UTF-8.
final class NodeWriter {
  private static final int MAX_PACKED = 127;
  private static final int MAX_LIST = 65535;

  private byte[] bytes = new byte[256];
  private int size;

  NodeWriter flags(int flags) {
    u8(flags);
    return this;
  }

  NodeWriter node(Node node) {
    Object[] attributes = node.attributePairs();
    Object content = node.content();
    list(1 + attributes.length + (content == null ? 0 : 1));
    string(node.tag());
    for (Object part : attributes) {
      if (part instanceof Jid jid) {
        jid(jid);
      } else {
        string((String) part);
      }
    }
    content(content);
    return this;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void content(Object content) {
    switch (content) {
      case null -> {}
      case byte[] binary -> binary(binary);
      case String text -> string(text);
      case List<?> children -> {
        list(children.size());
        for (Object child : children) {
          node((Node) child);
        }
      }
      default -> throw new IllegalStateException("No content " + content.getClass());
    }
  }

  private void list(int count) {
    if (count > MAX_LIST) {
      throw new IllegalArgumentException("Expected a list up to " + MAX_LIST + " but was " + count);
    }
    if (count < 256) {
      u8(Tag.LIST_8);
      u8(count);
    } else {
      u8(Tag.LIST_16);
      u16(count);
    }
  }

  private void string(String text) {
    int token = Tokens.find(text);
    if (token >= Tokens.SINGLE) {
      int index = token - Tokens.SINGLE;
      u8(Tag.DICTIONARY_0 + index / Tokens.DICTIONARY_SIZE);
      u8(index % Tokens.DICTIONARY_SIZE);
    } else if (token >= 0) {
      u8(token);
    } else {
      switch (packing(text)) {
        case Tag.NIBBLE_8 -> packed(Tag.NIBBLE_8, text);
        case Tag.HEX_8 -> packed(Tag.HEX_8, text);
        default -> binary(text.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /// NIBBLE_8, HEX_8 or BINARY_8 for neither. The empty string is binary: packed, it is the one
  /// form that clients read differently.
  private static int packing(String text) {
    int length = text.length();
    if (length == 0 || length > MAX_PACKED) {
      return Tag.BINARY_8;
    }
    boolean nibble = true;
    boolean hex = true;
    for (int i = 0; i < length && (nibble || hex); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        nibble &= c == '-' || c == '.';
        hex &= c >= 'A' && c <= 'F';
      }
    }
    return nibble ? Tag.NIBBLE_8 : hex ? Tag.HEX_8 : Tag.BINARY_8;
  }

  private void packed(int tag, String text) {
    int length = text.length();
    u8(tag);
    u8((length % 2 == 0 ? 0 : 0x80) | (length + 1) / 2);
    for (int i = 0; i < length; i += 2) {
      int low = i + 1 < length ? nibble(text.charAt(i + 1)) : 0x0f;
      u8(nibble(text.charAt(i)) << 4 | low);
    }
  }

  private static int nibble(char c) {
    return switch (c) {
      case '-' -> 10;
      case '.' -> 11;
      default -> Character.digit(c, 16);
    };
  }

  private void binary(byte[] value) {
    if (value.length < 1 << 8) {
      u8(Tag.BINARY_8);
      u8(value.length);
    } else if (value.length < 1 << 20) {
      u8(Tag.BINARY_20);
      u8(value.length >> 16);
      u16(value.length);
    } else {
      u8(Tag.BINARY_32);
      u16(value.length >> 16);
      u16(value.length);
    }
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  private void jid(Jid jid) {
    if (!jid.hasUser()) {
      pair(jid);
      return;
    }
    switch (jid.server()) {
      case MESSENGER -> {
        u8(Tag.MESSENGER_JID);
        string(jid.user());
        u16(jid.device());
        string(JidServer.MESSENGER.text());
      }
      case INTEROP -> {
        u8(Tag.INTEROP_JID);
        string(jid.user());
        u16(jid.device());
        u16(jid.integrator());
        string(JidServer.INTEROP.text());
      }
      case USER, LID, HOSTED, HOSTED_LID -> {
        if (jid.device() != 0 || jid.agent() != 0 || jid.isHosted()) {
          u8(Tag.DEVICE_JID);
          u8(jid.agent() != 0 ? jid.agent() : jid.server().domain());
          u8(jid.device());
          string(jid.user());
        } else {
          pair(jid);
        }
      }
      case GROUP, BROADCAST, NEWSLETTER, LEGACY, BOT, CALL -> pair(jid);
    }
  }

  private void pair(Jid jid) {
    u8(Tag.JID_PAIR);
    if (jid.hasUser()) {
      string(jid.user());
    } else {
      u8(Tag.LIST_EMPTY);
    }
    string(jid.server().text());
  }

  private void u8(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  private void u16(int value) {
    u8(value >> 8);
    u8(value);
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
