package io.trunkline.local;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.EncodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.google.zxing.qrcode.QRCodeWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;

/// QR codes: read from the PNG that the API shows, as a phone's camera would, and drawn with text
/// for a terminal.
final class QrImage {
  private static final String PNG = "data:image/png;base64,";

  private QrImage() {}

  /// @param dataUrl a PNG as `data:` URL
  /// @return the text of the code in it
  static String read(String dataUrl) {
    if (!dataUrl.startsWith(PNG)) {
      throw new IllegalArgumentException("Expected a PNG data URL");
    }
    try {
      var image =
          ImageIO.read(
              new ByteArrayInputStream(
                  Base64.getDecoder().decode(dataUrl.substring(PNG.length()))));
      var pixels =
          image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
      var source = new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels);
      return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source))).getText();
    } catch (IOException | ReaderException e) {
      throw new IllegalArgumentException("Expected a QR code in the picture", e);
    }
  }

  /// Two rows of the code a line of text, dark on light whatever the terminal's colours.
  static String draw(String text) {
    try {
      var code =
          new QRCodeWriter()
              .encode(text, BarcodeFormat.QR_CODE, 0, 0, Map.of(EncodeHintType.MARGIN, 2));
      var drawn = new StringBuilder();
      for (var y = 0; y < code.getHeight(); y += 2) {
        drawn.append("\u001b[30;107m");
        for (var x = 0; x < code.getWidth(); x++) {
          drawn.append(block(code.get(x, y), isDark(code, x, y + 1)));
        }
        drawn.append("\u001b[0m\n");
      }
      return drawn.toString();
    } catch (WriterException e) {
      throw new IllegalArgumentException("Expected a text that fits a QR code", e);
    }
  }

  private static boolean isDark(BitMatrix code, int x, int y) {
    return y < code.getHeight() && code.get(x, y);
  }

  private static char block(boolean upper, boolean lower) {
    if (upper) {
      return lower ? '\u2588' : '\u2580';
    }
    return lower ? '\u2584' : ' ';
  }
}
