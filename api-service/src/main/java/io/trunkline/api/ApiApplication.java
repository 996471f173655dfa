package io.trunkline.api;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/// The service behind every REST dialect: tenants, credentials, connections, messages and the
/// outbox.
@SpringBootApplication
@ConfigurationPropertiesScan
public class ApiApplication {
  static void main(String[] args) {
    SpringApplication.run(ApiApplication.class, args);
  }
}
