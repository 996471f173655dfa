package io.trunkline.simulator.server;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.List;

/// Answers to queries.
final class Answers {
  private Answers() {}

  /// An `iq` of type result, with or without content.
  static Node result(Node query, Node... content) {
    return Node.of("iq")
        .with("from", Jid.WHATSAPP)
        .with("type", "result")
        .with("id", query.attr("id"))
        .children(List.of(content))
        .build();
  }

  /// An `iq` of type error.
  static Node error(Node query, int code, String text) {
    return Node.of("iq")
        .with("from", Jid.WHATSAPP)
        .with("type", "error")
        .withIfPresent("id", query.find("id"))
        .child(Node.of("error").with("code", code).with("text", text).build())
        .build();
  }
}
