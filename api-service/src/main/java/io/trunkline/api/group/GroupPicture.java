package io.trunkline.api.group;

import io.trunkline.api.failure.Failure;
import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/// Makes of any picture what WhatsApp takes for groups and profiles: a square JPEG of 640 pixels,
/// cut around the middle.
public final class GroupPicture {
  private static final int PIXELS = 640;
  private static final long MAX_PIXELS = 50_000_000;

  private GroupPicture() {}

  /// @param file PNG, JPEG, GIF or BMP
  /// @throws Failure `INVALID_REQUEST`
  public static byte[] of(byte[] file) {
    try {
      var picture = read(file);
      var side = Math.min(picture.getWidth(), picture.getHeight());
      var x = (picture.getWidth() - side) / 2;
      var y = (picture.getHeight() - side) / 2;
      var square = new BufferedImage(PIXELS, PIXELS, BufferedImage.TYPE_INT_RGB);
      var drawing = square.createGraphics();
      drawing.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      drawing.drawImage(picture, 0, 0, PIXELS, PIXELS, x, y, x + side, y + side, Color.WHITE, null);
      drawing.dispose();
      var jpeg = new ByteArrayOutputStream();
      ImageIO.write(square, "jpg", jpeg);
      return jpeg.toByteArray();
    } catch (IOException e) {
      throw unreadable();
    }
  }

  /// The size is looked at before any pixel is decoded.
  private static BufferedImage read(byte[] file) throws IOException {
    try (var stream = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
      var readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw unreadable();
      }
      var reader = readers.next();
      try {
        reader.setInput(stream);
        if ((long) reader.getWidth(0) * reader.getHeight(0) > MAX_PIXELS) {
          throw Failure.invalid("The picture has too many pixels");
        }
        return reader.read(0);
      } finally {
        reader.dispose();
      }
    }
  }

  private static Failure unreadable() {
    return Failure.invalid("The picture cannot be read");
  }
}
