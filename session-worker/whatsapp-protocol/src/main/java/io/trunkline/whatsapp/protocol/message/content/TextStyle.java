package io.trunkline.whatsapp.protocol.message.content;

import io.trunkline.whatsapp.proto.e2e.ExtendedTextMessage.FontType;
import java.util.Objects;

/// How a text looks as a status.
///
/// @param textArgb colour of the letters
/// @param backgroundArgb colour behind them
/// @param font of the letters
public record TextStyle(int textArgb, int backgroundArgb, FontType font) {
  public TextStyle {
    Objects.requireNonNull(font, "font");
  }
}
