package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.Account.StatusPrivacy;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Who sees status updates of this account where a status does not say so itself: what the account
/// has chosen, of its contacts. Source: protocol dossier, 13.5.
final class StatusAudience {
  private static final StatusPrivacy ALL_CONTACTS = new StatusPrivacy("contacts", List.of());

  private final SessionCore core;
  private final Requests requests;

  StatusAudience(SessionCore core, Requests requests) {
    this.core = core;
    this.requests = requests;
  }

  /// @param users who see it, but for the exceptions
  record Chosen(List<Jid> users, List<Jid> exceptions) {}

  /// Asked anew for each status: another device may have changed it, which nobody is told.
  CompletableFuture<Chosen> chosen() {
    return privacy()
        .thenCompose(
            privacy ->
                switch (privacy.audience()) {
                  case "whitelist" ->
                      CompletableFuture.completedFuture(new Chosen(privacy.users(), List.of()));
                  case "blacklist" -> contacts().thenApply(all -> new Chosen(all, privacy.users()));
                  default -> contacts().thenApply(all -> new Chosen(all, List.of()));
                });
  }

  private CompletableFuture<List<Jid>> contacts() {
    return core.read(core.store().contacts()).thenApply(ArrayList::new);
  }

  /// What the account has chosen, as the server says it.
  CompletableFuture<StatusPrivacy> privacy() {
    return requests
        .get("status", List.of(Node.of("privacy").build()), core.nanoTime())
        .handle(
            (answer, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedFuture(read(answer));
              }
              return ContactLookups.codeOf(failure) == 404
                  ? CompletableFuture.completedFuture(ALL_CONTACTS)
                  : CompletableFuture.<StatusPrivacy>failedFuture(failure);
            })
        .thenCompose(Function.identity());
  }

  /// The first list is the one in force.
  private static StatusPrivacy read(Node answer) {
    return answer
        .child("privacy")
        .flatMap(privacy -> privacy.child("list"))
        .map(
            list ->
                new StatusPrivacy(
                    list.find("type").orElse("contacts"),
                    list.children("user").stream()
                        .flatMap(user -> Addresses.jid(user, "jid").stream())
                        .toList()))
        .orElse(ALL_CONTACTS);
  }
}
