package io.trunkline.whatsapp.protocol.appstate;

import java.util.ArrayList;
import java.util.List;

/// A server's log of one collection. It holds no key.
final class Server {
  private final List<Patch> log = new ArrayList<>();
  private Snapshot snapshot = Snapshot.EMPTY;

  /// Takes a patch as bytes, onto the version that its writer stood at.
  ///
  /// @return false if others came first
  boolean push(long version, byte[] patch) {
    if (version != snapshot.version()) {
      return false;
    }
    Patch numbered = Patch.parse(patch).withVersion(version + 1);
    log.add(Patch.parse(numbered.bytes()));
    snapshot = snapshot.advance(numbered);
    return true;
  }

  List<Patch> since(long version) {
    return List.copyOf(log.subList((int) version, log.size()));
  }

  Snapshot snapshot() {
    return Snapshot.parse(snapshot.bytes());
  }
}
