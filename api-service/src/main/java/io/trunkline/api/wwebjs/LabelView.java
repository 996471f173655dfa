package io.trunkline.api.wwebjs;

import io.trunkline.api.chat.Label;
import java.util.List;

/// A label of a business account.
record LabelView(String id, String name, String hexColor) {
  /// WhatsApp's palette, in the order of its numbers.
  private static final List<String> PALETTE =
      List.of(
          "#ff9485", "#64c4ff", "#ffd429", "#dfaef0", "#99b6c1", "#55ccb3", "#ff9dff", "#d3a91d",
          "#6d7cce", "#d7e752", "#00d0e2", "#ffc5c7", "#93ceac", "#f74848", "#00a0f2", "#83e422",
          "#ffaf04", "#b5ebff", "#9ba6ff", "#9368cf");

  static LabelView of(Label label) {
    return new LabelView(
        label.id(), label.name(), PALETTE.get(Math.floorMod(label.color(), PALETTE.size())));
  }
}
