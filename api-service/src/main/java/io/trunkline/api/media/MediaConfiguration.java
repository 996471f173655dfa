package io.trunkline.api.media;

import jakarta.servlet.MultipartConfigElement;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MediaConfiguration {
  private static final long MAX_OTHER_FIELDS = 1 << 20;

  /// Uploads go to disk at once.
  @Bean
  MultipartConfigElement multipart(MediaSettings settings) {
    long most = settings.maxSize().toBytes();
    return new MultipartConfigElement("", most, most + MAX_OTHER_FIELDS, 0);
  }
}
