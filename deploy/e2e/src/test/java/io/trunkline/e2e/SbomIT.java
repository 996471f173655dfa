package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Each service's jar, which its image is made of, says what is in it.
class SbomIT {
  private static final String BOM = "META-INF/sbom/application.cdx.json";

  @ParameterizedTest
  @ValueSource(
      strings = {"edge-gateway", "api-service", "webhook-service", "session-worker/worker"})
  void everyLibraryOfTheJarIsListed(String module) {
    try (var jar = new JarFile(jar(module).toFile())) {
      var bom = bom(jar);
      assertThat(bom.path("bomFormat").asString()).isEqualTo("CycloneDX");
      var listed = bom.path("components").valueStream().map(SbomIT::file).toList();
      assertThat(libraries(jar)).hasSizeGreaterThan(30).isSubsetOf(listed);
      assertThat(bom.path("components").valueStream())
          .allSatisfy(one -> assertThat(one.path("purl").asString()).startsWith("pkg:maven/"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"edge-gateway", "api-service", "webhook-service", "session-worker/worker"})
  void nothingInItChangesFromBuildToBuild(String module) {
    try (var jar = new JarFile(jar(module).toFile())) {
      var bom = bom(jar);
      assertThat(bom.has("serialNumber")).isFalse();
      assertThat(bom.at("/metadata/timestamp").asString("2026-01-01T00:00:00Z"))
          .isEqualTo("2026-01-01T00:00:00Z");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path jar(String module) {
    var folder = Installation.repository().resolve(module);
    return folder.resolve("target/" + folder.getFileName() + "-1.0.0-SNAPSHOT.jar");
  }

  private static JsonNode bom(JarFile jar) throws IOException {
    var entry = jar.getEntry(BOM);
    assertThat(entry).as(BOM).isNotNull();
    return Http.parse(new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
  }

  private static List<String> libraries(JarFile jar) {
    return jar.stream()
        .map(entry -> entry.getName())
        .filter(name -> name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar"))
        .map(name -> name.substring(name.lastIndexOf('/') + 1))
        // Boot adds it by itself when it packs the jar.
        .filter(name -> !name.startsWith("spring-boot-jarmode-tools"))
        .toList();
  }

  /// The name of a component's file; a classifier is in its purl.
  private static String file(JsonNode component) {
    var purl = component.path("purl").asString();
    var classifier =
        purl.contains("classifier=") ? purl.replaceAll(".*classifier=([^&]*).*", "-$1") : "";
    return component.path("name").asString()
        + "-"
        + component.path("version").asString()
        + classifier
        + ".jar";
  }
}
