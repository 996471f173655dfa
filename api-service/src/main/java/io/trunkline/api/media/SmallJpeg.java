package io.trunkline.api.media;

import io.trunkline.api.failure.Failure;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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

/// An image as it is sent: JPEG of quality 78 %, no side longer than 1280 px and never enlarged,
/// upright as its orientation says, on white where it was transparent, the first frame of an
/// animation, without metadata.
///
/// An image of more than 50 megapixels is not read; of a large one only as many pixels as are
/// needed.
///
/// @param bytes the file; nobody writes to it
record SmallJpeg(byte[] bytes, int width, int height) {
  private static final int LONGEST_SIDE = 1280;
  private static final long MOST_PIXELS = 50_000_000;
  private static final float QUALITY = 0.78f;

  /// @param mimetype of `bytes`
  /// @throws Failure `INVALID_REQUEST` where it cannot be read or is too large
  static SmallJpeg of(byte[] bytes, String mimetype) {
    var image = onWhite(fitted(read(bytes, mimetype)));
    return new SmallJpeg(jpeg(image), image.getWidth(), image.getHeight());
  }

  private static BufferedImage read(byte[] bytes, String mimetype) {
    var readers = ImageIO.getImageReadersByMIMEType(mimetype);
    if (!readers.hasNext()) {
      throw new IllegalStateException("Expected a reader of " + mimetype);
    }
    var reader = readers.next();
    try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(input);
      return upright(reader, reader.read(0, fewPixels(reader)));
    } catch (Failure e) {
      throw e;
      // Readers throw whatever comes to their mind where a file is broken.
    } catch (IOException | RuntimeException e) {
      throw Failure.invalid("The image cannot be read");
    } finally {
      reader.dispose();
    }
  }

  private static ImageReadParam fewPixels(ImageReader reader) throws IOException {
    long width = reader.getWidth(0);
    long height = reader.getHeight(0);
    if (width * height > MOST_PIXELS) {
      throw Failure.invalid("The image must have at most 50 megapixels");
    }
    var step = (int) Math.max(1, Math.max(width, height) / (2 * LONGEST_SIDE));
    var param = reader.getDefaultReadParam();
    param.setSourceSubsampling(step, step, 0, 0);
    return param;
  }

  private static BufferedImage upright(ImageReader reader, BufferedImage image) throws IOException {
    var orientation = ExifUtils.getExifOrientation(reader, 0);
    return orientation == null
        ? image
        : ExifFilterUtils.getFilterForOrientation(orientation).apply(image);
  }

  private static BufferedImage fitted(BufferedImage image) {
    var longest = Math.max(image.getWidth(), image.getHeight());
    if (longest <= LONGEST_SIDE) {
      return image;
    }
    try {
      return Thumbnails.of(image).size(LONGEST_SIDE, LONGEST_SIDE).asBufferedImage();
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
