package io.trunkline.worker.settings;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.util.unit.DataSize;

class MediaSettingsTest {
  private static <T> T bind(String prefix, Class<T> type, Map<String, String> properties) {
    var conversion = new DefaultConversionService();
    conversion.addConverter(new SecretConverter());
    return new Binder(
            java.util.List.of(new MapConfigurationPropertySource(properties)), null, conversion)
        .bindOrCreate(prefix, type);
  }

  private static boolean isValid(Object settings) {
    try (var validation = Validation.buildDefaultValidatorFactory()) {
      return validation.getValidator().validate(settings).isEmpty();
    }
  }

  @Test
  void withoutSettingsFilesAreKeptInAFolder() {
    var media = bind("trunkline.media", MediaSettings.class, Map.of());
    assertThat(media).isEqualTo(new MediaSettings(Path.of("media"), DataSize.ofGigabytes(2), 16));
    assertThat(isValid(media)).isTrue();
    var bucket = bucket(Map.of());
    assertThat(bucket.isNamed()).isFalse();
    assertThat(bucket.region()).isEqualTo("us-east-1");
    assertThat(bucket.endpoint()).isEmpty();
    assertThat(bucket.pathStyle()).isFalse();
    assertThat(isValid(bucket)).isTrue();
  }

  private static BucketSettings bucket(Map<String, String> properties) {
    return bind("trunkline.media.bucket", BucketSettings.class, properties);
  }

  @Test
  void everySettingOfABucketIsRead() {
    var bucket =
        bucket(
            Map.of(
                "trunkline.media.bucket.name", "files",
                "trunkline.media.bucket.region", "eu-central-1",
                "trunkline.media.bucket.endpoint", "https://minio:9000",
                "trunkline.media.bucket.path-style", "true",
                "trunkline.media.bucket.prefix", "media/",
                "trunkline.media.bucket.access-key", "us",
                "trunkline.media.bucket.secret-key", "hidden"));
    assertThat(bucket.name()).isEqualTo("files");
    assertThat(bucket.region()).isEqualTo("eu-central-1");
    assertThat(bucket.endpoint()).contains(URI.create("https://minio:9000"));
    assertThat(bucket.pathStyle()).isTrue();
    assertThat(bucket.prefix()).isEqualTo("media/");
    assertThat(bucket.secretKey().reveal()).isEqualTo("hidden");
    assertThat(bucket.toString()).doesNotContain("hidden");
    assertThat(isValid(bucket)).isTrue();
  }

  @Test
  void anAccessKeyNeedsItsSecret() {
    var bucket =
        bucket(
            Map.of(
                "trunkline.media.bucket.name", "files",
                "trunkline.media.bucket.access-key", "us"));
    assertThat(isValid(bucket)).isFalse();
  }
}
