package io.trunkline.whatsapp.protocol.appstate;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an action is about: its name and the parts that tell one record of that name from another,
/// such as a chat. On the wire a JSON array of strings, the name first. The bytes are kept as they
/// came, because MACs cover them. Equal when the bytes are.
public final class ActionIndex {
  private final ByteString json;
  private final List<String> strings;

  private ActionIndex(ByteString json, List<String> strings) {
    this.json = json;
    this.strings = strings;
  }

  /// The index of a name and its parts.
  public static ActionIndex of(String name, List<String> parts) {
    List<String> strings = new ArrayList<>(parts.size() + 1);
    strings.add(name);
    strings.addAll(parts);
    return new ActionIndex(
        ByteString.copyFromUtf8(JsonStrings.write(strings)), List.copyOf(strings));
  }

  /// An index as received. One that is no array of strings has no name and no parts, but its bytes
  /// are kept.
  public static ActionIndex of(ByteString json) {
    Optional<List<String>> strings = JsonStrings.read(json.toString(StandardCharsets.UTF_8));
    return new ActionIndex(json, strings.orElse(List.of()));
  }

  /// The action, such as `mute`; empty for an index that could not be read.
  public String name() {
    return strings.isEmpty() ? "" : strings.getFirst();
  }

  /// What follows the name.
  public List<String> parts() {
    return strings.isEmpty() ? List.of() : strings.subList(1, strings.size());
  }

  /// The wire form.
  public ByteString json() {
    return json;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ActionIndex index && json.equals(index.json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  /// The name and how many parts: parts hold phone numbers.
  @Override
  public String toString() {
    return "ActionIndex[" + name() + ", " + parts().size() + " parts]";
  }
}
