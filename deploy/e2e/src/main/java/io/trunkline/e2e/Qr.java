package io.trunkline.e2e;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.NotFoundException;
import com.google.zxing.client.j2se.BufferedImageLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;

/// Reads a QR image as a phone's camera would.
public final class Qr {
  private static final String PNG = "data:image/png;base64,";

  // The picture is drawn, not photographed; the search for a tilted code misses some of those.
  private static final Map<DecodeHintType, ?> PLAIN_IMAGE =
      Map.of(DecodeHintType.PURE_BARCODE, true);

  private Qr() {}

  /// @param dataUrl a PNG as `data:` URL
  /// @return the text of the code
  public static String read(String dataUrl) {
    if (!dataUrl.startsWith(PNG)) {
      throw new IllegalArgumentException("Expected a PNG data URL");
    }
    try {
      var png = Base64.getDecoder().decode(dataUrl.substring(PNG.length()));
      var image = ImageIO.read(new ByteArrayInputStream(png));
      var bitmap = new BinaryBitmap(new HybridBinarizer(new BufferedImageLuminanceSource(image)));
      return new QRCodeReader().decode(bitmap, PLAIN_IMAGE).getText();
    } catch (IOException
        | NotFoundException
        | com.google.zxing.ChecksumException
        | com.google.zxing.FormatException e) {
      throw new IllegalArgumentException("No QR code in the image", e);
    }
  }
}
