package io.trunkline.api.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.api.media.Papers.Paper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ByteArrayResource;

class PapersTest {
  /// Two pages of 200 x 400 points, the first with a black square. Readers mend the missing table.
  private static final String PDF =
      """
      %PDF-1.4
      1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
      2 0 obj <</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 200 400]>> endobj
      3 0 obj <</Type/Page/Parent 2 0 R/Contents 5 0 R>> endobj
      4 0 obj <</Type/Page/Parent 2 0 R>> endobj
      5 0 obj <</Length 21>> stream
      0 0 200 200 re f     \s
      endstream endobj
      trailer <</Root 1 0 R>>
      """;

  private final Papers papers = new Papers(Recorded.programs(), Recorded.settings("ffmpeg"));

  @BeforeAll
  static void needsPoppler() {
    Assumptions.assumeTrue(
        "true".equals(System.getenv("CI")) || Recorded.programs().find("pdftoppm").isPresent(),
        "no pdftoppm");
  }

  @Test
  void aPdfShowsItsFirstPageAndSaysHowManyThereAre() throws IOException {
    var paper = of(PDF).orElseThrow();
    assertThat(paper.pages()).contains(2);
    var page = ImageIO.read(new ByteArrayInputStream(paper.preview().orElseThrow().toByteArray()));
    assertThat(page.getWidth()).isEqualTo(50);
    assertThat(page.getHeight()).isEqualTo(100);
    assertThat(page.getRGB(25, 20) & 0xff).isGreaterThan(250);
    assertThat(page.getRGB(25, 80) & 0xff).isLessThan(5);
  }

  @Test
  void whatIsNoPdfIsLeftAlone() {
    assertThat(of("")).isEmpty();
    assertThat(of("a letter")).isEmpty();
  }

  @Test
  void aBrokenPdfHasNoPreview() {
    assertThat(of("%PDF-1.4 and nothing more"))
        .contains(new Paper(Optional.empty(), Optional.empty()));
  }

  private Optional<Paper> of(String file) {
    return papers.of(new ByteArrayResource(file.getBytes(StandardCharsets.US_ASCII)));
  }
}
