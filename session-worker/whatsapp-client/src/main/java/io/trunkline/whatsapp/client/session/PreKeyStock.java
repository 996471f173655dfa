package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Keeps the server supplied with one-time prekeys. Ids rise from 1 and are never given twice, a
/// key is durable before it is uploaded, and it counts as uploaded only after the server's result.
final class PreKeyStock {

  private static final int LOW = 5;
  private static final int FIRST_BATCH = 812;
  private static final int BATCH = 50;

  /// Keys made in one turn of the event loop: other sessions share it.
  private static final int PER_TURN = 16;

  private final SessionCore core;
  private final Journal journal;
  private final Requests requests;
  private int highestId;
  private boolean isLost;
  private CompletableFuture<Void> upload;

  PreKeyStock(SessionCore core, Journal journal, Requests requests) {
    this.core = core;
    this.journal = journal;
    this.requests = requests;
  }

  /// @param isLost whether what the server has is of no use, however much it is
  void begin(int highestId, boolean isLost) {
    this.highestId = highestId;
    this.isLost = isLost;
  }

  /// Asks the server how many it has and uploads more where they are few.
  CompletableFuture<Void> replenish() {
    return requests
        .get("encrypt", List.of(Node.of("count").build()), core.nanoTime())
        .thenCompose(
            answer -> {
              long count = answer.requireChild("count").findNumber("value").orElse(0);
              return serverHas(count);
            });
  }

  /// The server said how many it has left.
  CompletableFuture<Void> serverHas(long count) {
    if (count >= LOW && !isLost) {
      return CompletableFuture.completedFuture(null);
    }
    if (upload == null || upload.isDone()) {
      upload = upload();
    }
    return upload;
  }

  private CompletableFuture<Void> upload() {
    int size = highestId == 0 ? FIRST_BATCH : BATCH;
    return core.read(core.store().preKeysNotUploaded(size))
        .thenCompose(
            left -> {
              var keys = new ArrayList<>(left);
              keys.ensureCapacity(size);
              var made = new CompletableFuture<List<PreKey>>();
              make(keys, left.size(), size, made);
              return made;
            })
        .thenCompose(keys -> journal.durable().thenCompose(ignored -> send(keys)));
  }

  private void make(
      List<PreKey> keys, int alreadyStored, int size, CompletableFuture<List<PreKey>> made) {
    if (!requests.isConnected()) {
      made.completeExceptionally(
          new SendFailure(SendFailure.Code.NOT_CONNECTED, "The connection ended"));
      return;
    }
    for (int i = 0; i < PER_TURN && keys.size() < size; i++) {
      keys.add(fresh());
    }
    if (keys.size() < size) {
      core.loop().execute(() -> core.onLoop(() -> make(keys, alreadyStored, size, made)));
      return;
    }
    if (keys.size() > alreadyStored) {
      journal.change().addPreKeys(keys.subList(alreadyStored, keys.size()));
    }
    made.complete(keys);
  }

  /// One more key, not stored yet.
  PreKey fresh() {
    return PreKey.generate(++highestId, core.randomness());
  }

  private CompletableFuture<Void> send(List<PreKey> keys) {
    var credentials = core.credentials();
    return requests
        .set(
            "encrypt",
            List.of(
                KeyNodes.registration(credentials.registrationId()),
                KeyNodes.type(),
                KeyNodes.identity(credentials.identity().publicKey()),
                Node.of("list").children(keys.stream().map(KeyNodes::key).toList()).build(),
                KeyNodes.signedKey(credentials.signedPreKey())),
            core.nanoTime())
        .thenAccept(
            result -> {
              isLost = false;
              journal.change().preKeysUploaded(keys.stream().map(PreKey::id).toList());
              SessionCore.log.info("session {}: uploaded {} prekeys", core.label(), keys.size());
            });
  }
}
