package io.trunkline.api.media;

import io.trunkline.api.failure.Failure;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import net.coobird.thumbnailator.Thumbnails;
import net.coobird.thumbnailator.util.exif.ExifFilterUtils;
import net.coobird.thumbnailator.util.exif.ExifUtils;
import net.coobird.thumbnailator.util.exif.Orientation;

/// An image made small: JPEG of quality 78 %, no side longer than asked for and never enlarged,
/// upright as its orientation says, on white where it was transparent, the first frame of an
/// animation, without metadata.
///
/// An image of more than 50 megapixels is not read; of a large one only as many pixels as are
/// needed.
///
/// @param bytes the file; nobody writes to it
/// @param fullWidth and `fullHeight`: of what it was made from, upright
record SmallJpeg(byte[] bytes, int width, int height, int fullWidth, int fullHeight) {
  private static final long MOST_PIXELS = 50_000_000;
  private static final float QUALITY = 0.78f;

  private record Picture(BufferedImage image, int fullWidth, int fullHeight) {}

  /// @param file is read, not closed
  /// @param mimetype of the file: JPEG, PNG, GIF or WebP
  /// @param longestSide pixels
  /// @throws Failure `INVALID_REQUEST` where it cannot be read or is too large
  static SmallJpeg of(InputStream file, String mimetype, int longestSide) {
    var picture = read(file, mimetype, longestSide);
    var image = onWhite(fitted(picture.image(), longestSide));
    return new SmallJpeg(
        jpeg(image),
        image.getWidth(),
        image.getHeight(),
        picture.fullWidth(),
        picture.fullHeight());
  }

  private static Picture read(InputStream file, String mimetype, int longestSide) {
    var readers = ImageIO.getImageReadersByMIMEType(mimetype);
    if (!readers.hasNext()) {
      throw new IllegalStateException("Expected a reader of " + mimetype);
    }
    var reader = readers.next();
    try (var input = new MemoryCacheImageInputStream(file)) {
      reader.setInput(input);
      var image = reader.read(0, fewPixels(reader, longestSide));
      return mimetype.equals("image/jpeg")
          ? upright(reader, image)
          : new Picture(image, reader.getWidth(0), reader.getHeight(0));
    } catch (Failure e) {
      throw e;
      // Readers throw whatever comes to their mind where a file is broken.
    } catch (IOException | RuntimeException e) {
      throw Failure.invalid("The image cannot be read");
    } finally {
      reader.dispose();
    }
  }

  private static ImageReadParam fewPixels(ImageReader reader, int longestSide) throws IOException {
    long width = reader.getWidth(0);
    long height = reader.getHeight(0);
    if (width * height > MOST_PIXELS) {
      throw Failure.invalid("The image must have at most 50 megapixels");
    }
    var step = (int) Math.max(1, Math.max(width, height) / (2L * longestSide));
    var param = reader.getDefaultReadParam();
    param.setSourceSubsampling(step, step, 0, 0);
    return param;
  }

  private static Picture upright(ImageReader reader, BufferedImage image) throws IOException {
    var width = reader.getWidth(0);
    var height = reader.getHeight(0);
    var orientation = ExifUtils.getExifOrientation(reader, 0);
    if (orientation == null) {
      return new Picture(image, width, height);
    }
    var turned = ExifFilterUtils.getFilterForOrientation(orientation).apply(image);
    // From there on, EXIF's orientations swap width and height.
    return orientation.compareTo(Orientation.LEFT_TOP) < 0
        ? new Picture(turned, width, height)
        : new Picture(turned, height, width);
  }

  private static BufferedImage fitted(BufferedImage image, int longestSide) {
    var longest = Math.max(image.getWidth(), image.getHeight());
    if (longest <= longestSide) {
      return image;
    }
    try {
      return Thumbnails.of(image).size(longestSide, longestSide).asBufferedImage();
    } catch (IOException e) {
      throw new UncheckedIOException("Scaling in memory failed", e);
    }
  }

  private static BufferedImage onWhite(BufferedImage image) {
    var white = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    var graphics = white.createGraphics();
    graphics.drawImage(image, 0, 0, Color.WHITE, null);
    graphics.dispose();
    return white;
  }

  private static byte[] jpeg(BufferedImage image) {
    var writer = ImageIO.getImageWritersByMIMEType("image/jpeg").next();
    var bytes = new ByteArrayOutputStream();
    try (var output = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(output);
      var param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(QUALITY);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
