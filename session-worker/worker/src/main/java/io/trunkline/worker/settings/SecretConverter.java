package io.trunkline.worker.settings;

import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;

/// Lets secrets be given as text.
@Component
@ConfigurationPropertiesBinding
class SecretConverter implements Converter<String, Secret> {
  @Override
  public Secret convert(String text) {
    return Secret.of(text);
  }
}
