package io.trunkline.edge;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/// The edge gateway as a process.
@SpringBootApplication
@ConfigurationPropertiesScan
public class EdgeApplication {
  public static void main(String[] args) {
    SpringApplication.run(EdgeApplication.class, args);
  }
}
