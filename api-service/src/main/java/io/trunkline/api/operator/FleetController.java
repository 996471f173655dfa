package io.trunkline.api.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.fleet.Fleet;
import io.trunkline.api.identity.Access;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Fields;
import io.trunkline.contract.Caller;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// The workers, the client version that they claim, and the master key.
@RestController
class FleetController {
  private static final String VERSION = "/admin/v1/whatsapp-version";

  private final Fleet fleet;

  FleetController(Fleet fleet) {
    this.fleet = fleet;
  }

  /// @param since absent for what is configured
  record VersionView(
      String version, String source, @JsonInclude(JsonInclude.Include.NON_NULL) String since) {
    static VersionView of(Fleet.ClientVersion inUse) {
      return new VersionView(inUse.version(), inUse.source(), inUse.since());
    }
  }

  record Draining(String worker, String state) {}

  @GetMapping("/admin/v1/fleet")
  Envelope fleet(Caller caller) {
    Access.operator(caller);
    return Envelope.of(fleet.state(caller));
  }

  @PostMapping("/admin/v1/fleet/workers/{worker}/drain")
  ResponseEntity<Envelope> drain(Caller caller, @PathVariable String worker) {
    Access.operator(caller);
    fleet.drain(caller, worker);
    return ResponseEntity.accepted().body(Envelope.of(new Draining(worker, "draining")));
  }

  @GetMapping(VERSION)
  Envelope version(Caller caller) {
    Access.operator(caller);
    return Envelope.of(VersionView.of(fleet.version(caller)));
  }

  /// @param fields `{ "version" }` or `{ "refresh": true }`
  @PostMapping(VERSION)
  Envelope changeVersion(Caller caller, Fields fields) {
    Access.operator(caller);
    var version = fields.optional("version", 32);
    var isRefresh = fields.bool("refresh").orElse(false);
    if (version.isPresent() == isRefresh) {
      throw Failure.invalid("Either version or refresh: true is required");
    }
    return Envelope.of(VersionView.of(fleet.changeVersion(caller, version)));
  }

  @PostMapping("/admin/v1/keys/rotate-master")
  ResponseEntity<Envelope> rotateMasterKey(Caller caller) {
    Access.operator(caller);
    return ResponseEntity.accepted().body(Envelope.of(fleet.rotateMasterKey(caller)));
  }
}
