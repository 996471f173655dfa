package io.trunkline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.qrcode.QRCodeWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class QrImageTest {
  private static final String TEXT = "2@abc,def+/=,ghi,jkl,1";

  @Test
  void aPictureIsReadAsTheTextInIt() throws Exception {
    var code = new QRCodeWriter().encode(TEXT, BarcodeFormat.QR_CODE, 300, 300);
    var image = new BufferedImage(300, 300, BufferedImage.TYPE_INT_RGB);
    for (var x = 0; x < 300; x++) {
      for (var y = 0; y < 300; y++) {
        image.setRGB(x, y, code.get(x, y) ? 0 : 0xffffff);
      }
    }
    var png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    var url = "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
    assertThat(QrImage.read(url)).isEqualTo(TEXT);
  }

  @Test
  void whatIsNoPictureIsRefused() {
    assertThatThrownBy(() -> QrImage.read("https://example.com"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDrawnCodeIsHalfAsHighAsWide() {
    var rows = QrImage.draw(TEXT).lines().toList();
    var width = rows.getFirst().replaceAll("\u001b\\[[0-9;]*m", "").length();
    assertThat(rows).hasSize((width + 1) / 2);
  }
}
