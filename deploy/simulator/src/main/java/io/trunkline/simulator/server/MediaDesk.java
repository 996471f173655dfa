package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.media.HostedFile;
import io.trunkline.simulator.media.MediaRights;
import io.trunkline.simulator.media.MediaShelf;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.List;
import java.util.function.Supplier;

/// Tells devices where the media hosts are and gives them the right to upload; has the server's own
/// files kept there.
public final class MediaDesk {
  private final MediaRights rights;
  private final MediaShelf shelf;
  private final Supplier<String> host;
  private final Randomness randomness;

  /// @param host name and port
  public MediaDesk(
      MediaRights rights, MediaShelf shelf, Supplier<String> host, Randomness randomness) {
    this.rights = rights;
    this.shelf = shelf;
    this.host = host;
    this.randomness = randomness;
  }

  HostedFile keep(MediaKind kind, byte[] plaintext, Account account) {
    return shelf.encryptAndKeep(kind, plaintext, account.number(), randomness);
  }

  Node answer(Device device, Node query) {
    return Answers.result(
        query,
        Node.of("media_conn")
            .with("auth", rights.give(device))
            .with("ttl", MediaRights.LIFETIME.toSeconds())
            .with("auth_ttl", MediaRights.LIFETIME.toSeconds())
            .with("max_buckets", "12")
            .child(
                Node.of("host")
                    .with("hostname", host.get())
                    .with("type", "primary")
                    .children(List.of(Node.of("download").build(), Node.of("upload").build()))
                    .build())
            .build());
  }
}
