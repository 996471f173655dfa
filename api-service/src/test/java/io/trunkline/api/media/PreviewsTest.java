package io.trunkline.api.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ByteArrayResource;

class PreviewsTest {
  private final Previews previews = new Previews(new OneDecoder());

  @Test
  void theLongestSideIsOfAHundredPixels() throws IOException {
    var preview = of(image("png", 1000, 400)).orElseThrow();
    assertThat(preview.fullWidth()).isEqualTo(1000);
    assertThat(preview.fullHeight()).isEqualTo(400);
    assertThat(preview.bytes()).startsWith(0xff, 0xd8, 0xff);
    var shown = ImageIO.read(new ByteArrayInputStream(preview.bytes()));
    assertThat(shown.getWidth()).isEqualTo(100);
    assertThat(shown.getHeight()).isEqualTo(40);
  }

  @Test
  void aSmallImageIsNotEnlarged() throws IOException {
    var preview = of(image("gif", 20, 10)).orElseThrow();
    assertThat(preview.width()).isEqualTo(20);
    assertThat(preview.height()).isEqualTo(10);
  }

  @Test
  void anImageOnItsSideIsPutUpright() throws IOException {
    var preview = of(turned(image("jpg", 300, 200))).orElseThrow();
    assertThat(preview.fullWidth()).isEqualTo(200);
    assertThat(preview.fullHeight()).isEqualTo(300);
    assertThat(preview.width()).isLessThan(preview.height());
  }

  @Test
  void whatIsNoImageHasNoPreview() {
    assertThat(of(new byte[0])).isEmpty();
    assertThat(of("%PDF-1.7 and so on".getBytes(StandardCharsets.US_ASCII))).isEmpty();
  }

  @Test
  void aBrokenImageHasNoPreview() throws IOException {
    assertThat(of(Arrays.copyOf(image("png", 300, 200), 40))).isEmpty();
  }

  /// 70 bytes that would need 10 GB.
  @Test
  void aPixelBombIsNotDecoded() throws IOException {
    var bomb = image("png", 1, 1);
    ByteBuffer.wrap(bomb).putInt(16, 50_000).putInt(20, 50_000);
    var sum = new CRC32();
    sum.update(bomb, 12, 17);
    ByteBuffer.wrap(bomb).putInt(29, (int) sum.getValue());
    assertThat(of(bomb)).isEmpty();
  }

  @Test
  void aLargeFileIsNotRead() throws IOException {
    assertThat(previews.of(new ByteArrayResource(image("png", 20, 10)), (16L << 20) + 1)).isEmpty();
  }

  private Optional<SmallJpeg> of(byte[] file) {
    return previews.of(new ByteArrayResource(file), file.length);
  }

  private static byte[] image(String format, int width, int height) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  /// The same JPEG with an EXIF segment that says orientation 6: a quarter turn clockwise.
  private static byte[] turned(byte[] jpeg) {
    var exif = ByteBuffer.allocate(36);
    exif.putShort((short) 0xffe1).putShort((short) 34);
    exif.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    exif.put("MM".getBytes(StandardCharsets.US_ASCII));
    exif.putShort((short) 42).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) 6);
    exif.putShort((short) 0).putInt(0);
    return ByteBuffer.allocate(jpeg.length + exif.capacity())
        .put(jpeg, 0, 2)
        .put(exif.array())
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }
}
