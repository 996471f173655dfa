package io.trunkline.api.wwebjs;

import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Open to everybody.
@RestController
class SystemController {
  @GetMapping("/ping")
  Map<String, Object> ping() {
    return Success.message("pong");
  }
}
