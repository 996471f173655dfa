package io.trunkline.api.command;

import java.util.UUID;
import org.springframework.stereotype.Component;

/// This process among the instances of api-service. A restart is a new instance, so that a reply to
/// a question of the process before is ignored.
@Component
public class Instance {
  private final String id = UUID.randomUUID().toString();

  public String id() {
    return id;
  }
}
