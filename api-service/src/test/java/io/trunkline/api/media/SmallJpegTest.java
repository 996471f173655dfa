package io.trunkline.api.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.api.failure.Failure;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallJpegTest {
  private static final String LOSSY_WEBP =
      "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA";
  private static final String LOSSLESS_WEBP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";

  @ParameterizedTest
  @CsvSource({
    "1280, 720, 1280, 720",
    "100, 50, 100, 50",
    "2560, 1440, 1280, 720",
    "1440, 2560, 720, 1280",
    "3000, 30, 1280, 13",
    "7000, 5000, 1280, 914"
  })
  void theLongestSideIs1280AndNothingIsEnlarged(
      int width, int height, int thenWidth, int thenHeight) throws IOException {
    var small = small(file(striped(width, height, false), "png"), "image/png");
    var read = read(small);
    assertThat(read.getWidth()).isEqualTo(small.width()).isEqualTo(thenWidth);
    assertThat(read.getHeight()).isEqualTo(small.height()).isCloseTo(thenHeight, within(1));
  }

  private static org.assertj.core.data.Offset<Integer> within(int offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @Test
  void itIsAJpegWithoutMetadata() throws IOException {
    var small = small(oriented(striped(40, 20, false), 1, "secret place"), "image/jpeg");
    var text = new String(small.bytes(), StandardCharsets.ISO_8859_1);
    assertThat(text).startsWith("\u00ff\u00d8\u00ff").doesNotContain("Exif", "secret place");
  }

  @Test
  void whatWasTransparentIsWhite() throws IOException {
    var image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_ARGB);
    assertNear(read(small(file(image, "png"), "image/png")).getRGB(5, 5), Color.WHITE);
  }

  /// The left half is red; turned by 90° it is the upper one.
  @ParameterizedTest
  @CsvSource({"1, 40, 20, 5, 10", "3, 40, 20, 35, 10", "6, 20, 40, 10, 5", "8, 20, 40, 10, 35"})
  void itStandsAsItsOrientationSays(int orientation, int width, int height, int redX, int redY)
      throws IOException {
    var read = read(small(oriented(striped(40, 20, true), orientation, "x"), "image/jpeg"));
    assertThat(read.getWidth()).isEqualTo(width);
    assertThat(read.getHeight()).isEqualTo(height);
    assertNear(read.getRGB(redX, redY), Color.RED);
    assertNear(read.getRGB(width - 1 - redX, height - 1 - redY), Color.BLUE);
  }

  @Test
  void aGifAndAWebpAreRead() throws IOException {
    assertThat(small(file(striped(30, 10, false), "gif"), "image/gif").width()).isEqualTo(30);
    for (var webp : List.of(LOSSY_WEBP, LOSSLESS_WEBP)) {
      assertThat(small(Base64.getDecoder().decode(webp), "image/webp").width()).isOne();
    }
  }

  @Test
  void whatCannotBeReadIsRefused() throws IOException {
    var png = file(striped(100, 100, false), "png");
    for (var bytes :
        new byte[][] {
          "\u0089PNG\r\n\u001a\n picture".getBytes(StandardCharsets.ISO_8859_1),
          java.util.Arrays.copyOf(png, 60)
        }) {
      assertThatThrownBy(() -> small(bytes, "image/png"))
          .isInstanceOf(Failure.class)
          .hasMessage("The image cannot be read");
    }
    assertThatThrownBy(() -> small(new byte[] {'G', 'I', 'F', '8'}, "image/gif"))
        .isInstanceOf(Failure.class);
    assertThatThrownBy(
            () -> small("RIFF\0\0\0\0WEBP".getBytes(StandardCharsets.US_ASCII), "image/webp"))
        .isInstanceOf(Failure.class);
  }

  @Test
  void aBombIsRefusedByWhatItSaysOfItself() throws IOException {
    var png = ByteBuffer.wrap(file(striped(10, 10, false), "png"));
    png.putInt(16, 50_000).putInt(20, 1_001);
    var crc = new CRC32();
    crc.update(png.array(), 12, 17);
    png.putInt(29, (int) crc.getValue());
    assertThatThrownBy(() -> small(png.array(), "image/png"))
        .isInstanceOf(Failure.class)
        .hasMessage("The image must have at most 50 megapixels");
  }

  private static SmallJpeg small(byte[] bytes, String mimetype) {
    return SmallJpeg.of(new ByteArrayInputStream(bytes), mimetype, 1280);
  }

  private static BufferedImage striped(int width, int height, boolean isRedLeft) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setColor(Color.BLUE);
    graphics.fillRect(0, 0, width, height);
    if (isRedLeft) {
      graphics.setColor(Color.RED);
      graphics.fillRect(0, 0, width / 2, height);
    }
    graphics.dispose();
    return image;
  }

  private static byte[] file(BufferedImage image, String format) throws IOException {
    var bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  /// A JPEG whose Exif segment names its orientation, and a place behind it.
  private static byte[] oriented(BufferedImage image, int orientation, String place)
      throws IOException {
    var jpeg = file(image, "jpg");
    var text = place.getBytes(StandardCharsets.US_ASCII);
    var exif =
        ByteBuffer.allocate(36 + text.length)
            .putShort((short) 0xFFE1)
            .putShort((short) (34 + text.length))
            .put("Exif\0\0MM\0*".getBytes(StandardCharsets.US_ASCII))
            .putInt(8)
            // One entry: tag 0x0112, SHORT, one of it.
            .putShort((short) 1)
            .putShort((short) 0x0112)
            .putShort((short) 3)
            .putInt(1)
            .putShort((short) orientation)
            .putShort((short) 0)
            .putInt(0)
            .put(text)
            .array();
    return ByteBuffer.allocate(jpeg.length + exif.length)
        .put(jpeg, 0, 2)
        .put(exif)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  private static BufferedImage read(SmallJpeg image) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(image.bytes()));
  }

  private static void assertNear(int rgb, Color expected) {
    var color = new Color(rgb);
    assertThat(color.getRed()).isCloseTo(expected.getRed(), within(40));
    assertThat(color.getGreen()).isCloseTo(expected.getGreen(), within(40));
    assertThat(color.getBlue()).isCloseTo(expected.getBlue(), within(40));
  }
}
