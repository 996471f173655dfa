package io.trunkline.api.connection;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;

/// Draws a QR code (ISO/IEC 18004) as a PNG of one bit a pixel, 360 pixels wide.
public final class QrImage {
  private static final int PIXELS = 360;
  private static final Map<EncodeHintType, ?> HINTS =
      Map.of(EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.L, EncodeHintType.MARGIN, 2);

  private QrImage() {}

  /// @return `data:image/png;base64,…`
  public static String dataUrl(String text) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png(text));
  }

  public static byte[] png(String text) {
    try {
      var bits = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, PIXELS, PIXELS, HINTS);
      var image =
          new BufferedImage(bits.getWidth(), bits.getHeight(), BufferedImage.TYPE_BYTE_BINARY);
      for (var y = 0; y < bits.getHeight(); y++) {
        for (var x = 0; x < bits.getWidth(); x++) {
          image.setRGB(x, y, bits.get(x, y) ? 0x000000 : 0xFFFFFF);
        }
      }
      var png = new ByteArrayOutputStream();
      ImageIO.write(image, "png", png);
      return png.toByteArray();
    } catch (WriterException e) {
      throw new IllegalStateException("The QR text does not fit a QR code", e);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
  }
}
