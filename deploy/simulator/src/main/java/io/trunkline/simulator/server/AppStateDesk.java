package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.AppStateLog;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.simulator.media.HostedFile;
import io.trunkline.whatsapp.proto.syncd.ExternalBlobReference;
import io.trunkline.whatsapp.protocol.appstate.AppStateException;
import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.appstate.Patch;
import io.trunkline.whatsapp.protocol.appstate.Snapshot;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// App state (`w:sync:app:state`): hands out the patches that a device has not, takes those that
/// fit onto the last version, and tells the account's other devices.
///
/// A device that asks for a snapshot is given the patches from the first, unless these are more
/// than one answer holds: then it gets a snapshot, a file on the media host, which the server makes
/// of patches that it cannot read.
final class AppStateDesk {
  /// More are asked for in another round.
  private static final int MAX_PATCHES = 50;

  private final Accounts accounts;
  private final MediaDesk media;
  private final Clock clock;
  private final StanzaIds ids;

  AppStateDesk(Accounts accounts, MediaDesk media, Clock clock, StanzaIds ids) {
    this.accounts = accounts;
    this.media = media;
    this.clock = clock;
    this.ids = ids;
  }

  Node answer(Device device, Node query) {
    List<Node> asked =
        query.child("sync").map(sync -> sync.children("collection")).orElse(List.of());
    return Answers.result(
        query,
        Node.of("sync")
            .children(asked.stream().map(node -> collection(device, node)).toList())
            .build());
  }

  private Node collection(Device device, Node asked) {
    Optional<Collection> collection = asked.find("name").flatMap(Collection::find);
    if (collection.isEmpty()) {
      return error(asked.find("name").orElse(""), 404, "item-not-found").build();
    }
    boolean isAnew = asked.has("return_snapshot", "true");
    long version = isAnew ? 0 : asked.findNumber("version").orElse(0);
    List<Patch> all = device.account().appState().after(collection.get(), 0);
    if (isAnew && all.size() > MAX_PATCHES && all.stream().allMatch(AppStateDesk::isWhole)) {
      return answer(collection.get())
          .with("version", all.size())
          .child(Node.of("snapshot").bytes(snapshot(device.account(), all)).build())
          .build();
    }
    return asked
        .child("patch")
        .map(patch -> written(device, collection.get(), version, patch))
        .orElseGet(
            () -> read(answer(collection.get()), device.account(), collection.get(), version));
  }

  private static boolean isWhole(Patch patch) {
    return patch.external().isEmpty();
  }

  private byte[] snapshot(Account account, List<Patch> patches) {
    Snapshot snapshot = Snapshot.EMPTY;
    for (Patch patch : patches) {
      snapshot = snapshot.advance(patch);
    }
    HostedFile hosted = media.keep(MediaKind.APP_STATE, snapshot.bytes(), account);
    return ExternalBlobReference.newBuilder()
        .setMediaKey(hosted.mediaKey())
        .setDirectPath(hosted.directPath())
        .setFileSizeBytes(hosted.file().fileLength())
        .setFileSHA256(hosted.file().fileSha256())
        .setFileEncSHA256(hosted.file().fileEncSha256())
        .build()
        .toByteArray();
  }

  private Node written(Device device, Collection collection, long version, Node node) {
    Transaction transaction = accounts.transaction();
    boolean isTaken;
    try {
      isTaken = append(device, collection, version, Patch.parse(node.bytes()), transaction);
    } catch (AppStateException e) {
      return error(collection.text(), 400, "bad-request").build();
    } finally {
      transaction.commit();
    }
    AppStateLog log = device.account().appState();
    return isTaken
        ? answer(collection).with("type", "result").with("version", version + 1).build()
        : read(
            error(collection.text(), 409, "conflict"),
            device.account(),
            collection,
            Math.min(version, log.version(collection)));
  }

  boolean append(
      Device writer, Collection collection, long onto, Patch patch, Transaction transaction) {
    Account account = writer.account();
    Optional<Long> version = account.appState().append(collection, onto, patch, transaction);
    version.ifPresent(
        number ->
            account.devices().stream()
                .filter(device -> device != writer)
                .forEach(device -> transaction.deliver(device, news(account, collection, number))));
    return version.isPresent();
  }

  private Node news(Account account, Collection collection, long version) {
    return Node.of("notification")
        .with("from", account.pn())
        .with("type", "server_sync")
        .with("id", ids.next())
        .with("t", clock.instant().getEpochSecond())
        .child(
            Node.of("collection").with("name", collection.text()).with("version", version).build())
        .build();
  }

  private static Node read(
      Node.Builder answer, Account account, Collection collection, long version) {
    List<Patch> missing = account.appState().after(collection, version);
    List<Patch> given = missing.subList(0, Math.min(MAX_PATCHES, missing.size()));
    if (given.size() < missing.size()) {
      answer.with("has_more_patches", "true");
    }
    answer.with("version", account.appState().version(collection));
    if (!given.isEmpty()) {
      answer.child(
          Node.of("patches")
              .children(
                  given.stream()
                      .map(patch -> Node.of("patch").bytes(patch.bytes()).build())
                      .toList())
              .build());
    }
    return answer.build();
  }

  private static Node.Builder answer(Collection collection) {
    return Node.of("collection").with("name", collection.text());
  }

  private static Node.Builder error(String name, int code, String text) {
    return Node.of("collection")
        .with("name", name)
        .with("type", "error")
        .child(Node.of("error").with("code", code).with("text", text).build());
  }
}
