package io.trunkline.whatsapp.protocol.stanza;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;

/// One element of a stanza: a tag, attributes in order, and children or bytes or text or nothing.
///
/// Immutable; arrays are copied in and out. An attribute value is a text or a [Jid]; an empty text
/// is the same as no attribute, because the wire form does not distinguish them. An empty list of
/// children is the same as no content, for the same reason. Text content and byte content are the
/// same thing to the peer, and so equal here when their UTF-8 bytes are.
///
/// Readers come in pairs: `find…` answers empty for an attribute that is absent, the other throws
/// [StanzaException]; both throw it for a value of the wrong form.
public final class Node {
  private static final Object[] NO_ATTRIBUTES = {};
  private static final byte[] NO_BYTES = {};

  private final String tag;

  /// Names at even places, values (String or Jid) at odd ones.
  private final Object[] attributes;

  /// null, a List of Node, byte[] or String.
  private final Object content;

  /// Takes the arrays as they are; the codec and the builder give them away.
  Node(String tag, Object[] attributes, Object content) {
    this.tag = tag;
    this.attributes = attributes;
    this.content = content;
  }

  /// Starts a node.
  ///
  /// @throws IllegalArgumentException for an empty tag
  public static Builder of(String tag) {
    return new Builder(tag);
  }

  public String tag() {
    return tag;
  }

  /// Whether this node has that tag.
  public boolean is(String tag) {
    return this.tag.equals(tag);
  }

  /// The attribute's text form, whether it is a text or a JID.
  public Optional<String> find(String name) {
    return Optional.ofNullable(value(name)).map(Object::toString);
  }

  /// The attribute's text form.
  ///
  /// @throws StanzaException MISSING_ATTRIBUTE
  public String attr(String name) {
    return present(name).toString();
  }

  /// Whether the attribute is there and its text form is that.
  public boolean has(String name, String text) {
    Object value = value(name);
    return value != null && value.toString().equals(text);
  }

  /// The attribute as a JID, also when it travelled as a text.
  ///
  /// @throws StanzaException BAD_ATTRIBUTE
  public Optional<Jid> findJid(String name) {
    Object value = value(name);
    return value == null ? Optional.empty() : Optional.of(asJid(name, value));
  }

  /// The attribute as a JID.
  ///
  /// @throws StanzaException MISSING_ATTRIBUTE or BAD_ATTRIBUTE
  public Jid jid(String name) {
    return asJid(name, present(name));
  }

  /// The attribute as a decimal number.
  ///
  /// @throws StanzaException BAD_ATTRIBUTE
  public OptionalLong findNumber(String name) {
    Object value = value(name);
    return value == null ? OptionalLong.empty() : OptionalLong.of(asNumber(name, value));
  }

  /// The attribute as a decimal number.
  ///
  /// @throws StanzaException MISSING_ATTRIBUTE or BAD_ATTRIBUTE
  public long number(String name) {
    return asNumber(name, present(name));
  }

  /// All attributes in order; the values are String or [Jid].
  public Map<String, Object> attributes() {
    var map = LinkedHashMap.<String, Object>newLinkedHashMap(attributes.length / 2);
    for (int i = 0; i < attributes.length; i += 2) {
      map.put((String) attributes[i], attributes[i + 1]);
    }
    return Collections.unmodifiableMap(map);
  }

  /// The children in order; empty when the content is none, bytes or text.
  public List<Node> children() {
    return content instanceof List<?> list ? nodes(list) : List.of();
  }

  /// The children with that tag, in order.
  public List<Node> children(String tag) {
    List<Node> all = children();
    var found = new ArrayList<Node>(all.size());
    for (Node child : all) {
      if (child.is(tag)) {
        found.add(child);
      }
    }
    return Collections.unmodifiableList(found);
  }

  /// The first child with that tag.
  public Optional<Node> child(String tag) {
    for (Node child : children()) {
      if (child.is(tag)) {
        return Optional.of(child);
      }
    }
    return Optional.empty();
  }

  /// The first child with that tag.
  ///
  /// @throws StanzaException MISSING_CHILD
  public Node requireChild(String tag) {
    return child(tag)
        .orElseThrow(
            () ->
                new StanzaException(
                    StanzaException.Code.MISSING_CHILD,
                    "Expected a child " + tag + " in " + this.tag));
  }

  /// The content as bytes: text as UTF-8, empty when there are children or nothing.
  public byte[] bytes() {
    return switch (content) {
      case byte[] bytes -> bytes.clone();
      case String text -> text.getBytes(StandardCharsets.UTF_8);
      case null, default -> NO_BYTES;
    };
  }

  /// The content as bytes of a fixed length, such as a key.
  ///
  /// @throws StanzaException BAD_CONTENT for any other length
  public byte[] bytes(int length) {
    byte[] bytes = bytes();
    if (bytes.length != length) {
      throw new StanzaException(
          StanzaException.Code.BAD_CONTENT,
          "Expected " + length + " bytes in " + tag + " but were " + bytes.length);
    }
    return bytes;
  }

  /// The content as text: bytes are read as UTF-8, empty when there are children or nothing.
  public String text() {
    return switch (content) {
      case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
      case String text -> text;
      case null, default -> "";
    };
  }

  /// Whether there are children, bytes or text, be the latter two of length 0.
  public boolean hasContent() {
    return content != null;
  }

  /// A builder that starts with everything this node has.
  public Builder toBuilder() {
    var builder = new Builder(tag);
    Collections.addAll(builder.attributes, attributes);
    if (content instanceof List<?> list) {
      builder.children(nodes(list));
    } else {
      builder.content = content;
    }
    return builder;
  }

  Object[] attributePairs() {
    return attributes;
  }

  Object content() {
    return content;
  }

  @SuppressWarnings("unchecked") // the constructor's callers put only lists of nodes there
  private static List<Node> nodes(List<?> list) {
    return (List<Node>) list;
  }

  private Object value(String name) {
    for (int i = 0; i < attributes.length; i += 2) {
      if (attributes[i].equals(name)) {
        return attributes[i + 1];
      }
    }
    return null;
  }

  private Object present(String name) {
    Object value = value(name);
    if (value == null) {
      throw new StanzaException(
          StanzaException.Code.MISSING_ATTRIBUTE, "Expected an attribute " + name + " in " + tag);
    }
    return value;
  }

  private Jid asJid(String name, Object value) {
    if (value instanceof Jid jid) {
      return jid;
    }
    try {
      return Jid.parse((String) value);
    } catch (JidException e) {
      throw bad(name, "a JID");
    }
  }

  private long asNumber(String name, Object value) {
    try {
      return Long.parseLong(value.toString());
    } catch (NumberFormatException e) {
      throw bad(name, "a number");
    }
  }

  private StanzaException bad(String name, String expected) {
    return new StanzaException(
        StanzaException.Code.BAD_ATTRIBUTE, "Expected " + expected + " in " + tag + " " + name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Node that
        && tag.equals(that.tag)
        && attributes().equals(that.attributes())
        && hasContent() == that.hasContent()
        && children().equals(that.children())
        && Arrays.equals(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return Objects.hash(tag, attributes(), children(), Arrays.hashCode(bytes()));
  }

  /// As [NodeText] writes it.
  @Override
  public String toString() {
    return NodeText.format(this);
  }

  /// Collects the parts of a node. A name or a content that is set again replaces the first.
  public static final class Builder {
    private final String tag;
    private final List<Object> attributes = new ArrayList<>();
    private List<Node> children;
    private Object content;

    private Builder(String tag) {
      if (tag.isEmpty()) {
        throw new IllegalArgumentException("A node needs a tag");
      }
      this.tag = tag;
    }

    /// Sets an attribute; an empty text removes it.
    public Builder with(String name, String text) {
      return put(name, text);
    }

    /// Sets an attribute that travels as a JID.
    public Builder with(String name, Jid jid) {
      return put(name, Objects.requireNonNull(jid, name));
    }

    /// Sets an attribute to a decimal number.
    public Builder with(String name, long number) {
      return put(name, Long.toString(number));
    }

    /// Sets an attribute to the text form of a value, or to the JID, when there is one.
    public Builder withIfPresent(String name, Optional<?> value) {
      value.ifPresent(v -> put(name, v instanceof Jid ? v : v.toString()));
      return this;
    }

    /// Adds a child.
    public Builder child(Node child) {
      if (children == null) {
        children = new ArrayList<>();
      }
      children.add(Objects.requireNonNull(child, "child"));
      content = null;
      return this;
    }

    /// Adds a child when there is one.
    public Builder childIfPresent(Optional<Node> child) {
      child.ifPresent(this::child);
      return this;
    }

    /// Adds children.
    public Builder children(List<Node> more) {
      more.forEach(this::child);
      return this;
    }

    /// Sets the content to bytes.
    public Builder bytes(byte[] bytes) {
      children = null;
      content = bytes.clone();
      return this;
    }

    /// Sets the content to a text.
    public Builder text(String text) {
      children = null;
      content = Objects.requireNonNull(text, "text");
      return this;
    }

    public Node build() {
      Object built = children == null ? content : List.copyOf(children);
      return new Node(tag, attributes.isEmpty() ? NO_ATTRIBUTES : attributes.toArray(), built);
    }

    private Builder put(String name, Object value) {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("An attribute needs a name");
      }
      int at = indexOf(name);
      if (value.equals("")) {
        if (at >= 0) {
          attributes.subList(at, at + 2).clear();
        }
      } else if (at >= 0) {
        attributes.set(at + 1, value);
      } else {
        attributes.add(name);
        attributes.add(value);
      }
      return this;
    }

    private int indexOf(String name) {
      for (int i = 0; i < attributes.size(); i += 2) {
        if (attributes.get(i).equals(name)) {
          return i;
        }
      }
      return -1;
    }

    /// The tag and how much was collected; never the content.
    @Override
    public String toString() {
      return new StringJoiner(" ", "Node.Builder[", "]")
          .add(tag)
          .add(attributes.size() / 2 + " attributes")
          .toString();
    }
  }
}
