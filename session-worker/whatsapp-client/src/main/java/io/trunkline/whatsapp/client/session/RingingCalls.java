package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.PhoneCalls;
import io.trunkline.whatsapp.client.event.CallStep;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// Calls as a linked device sees them. Of all their stanzas four are told: the rest (transport,
/// latency, keys) belongs to whoever takes the call. Source: protocol dossier, 13.3.
final class RingingCalls implements PhoneCalls {

  private static final int MAX_REMEMBERED = 32;

  private final SessionCore core;
  private final Journal journal;
  private final Calls calls;
  private final Requests requests;
  private final Addresses addresses;
  private final Consumer<Node> socket;
  // Only an offer says whether a call is with video; by call id.
  private final Map<String, Boolean> videos = new LinkedHashMap<>(2);

  RingingCalls(
      SessionCore core,
      Journal journal,
      Calls calls,
      Requests requests,
      Addresses addresses,
      Consumer<Node> socket) {
    this.core = core;
    this.journal = journal;
    this.calls = calls;
    this.requests = requests;
    this.addresses = addresses;
    this.socket = socket;
  }

  @Override
  public CompletionStage<Void> reject(String callId, Jid caller) {
    return calls.post(
        () -> {
          Jid creator = ContactLookups.user(caller);
          if (callId.isEmpty() || callId.length() > 128) {
            throw ContactLookups.invalid("Expected the id of a call");
          }
          return requests
              .ask(
                  Node.of("call")
                      .with("from", core.account().pn().toUserJid())
                      .with("to", creator)
                      .child(
                          Node.of("reject")
                              .with("call-id", callId)
                              .with("call-creator", creator)
                              .with("count", 0)
                              .build()),
                  core.nanoTime())
              .thenAccept(ignored -> {});
        });
  }

  /// A `call` stanza: told, then acknowledged.
  CompletableFuture<Void> handle(Node stanza) {
    addresses.learn(stanza);
    Runnable acknowledge = () -> socket.accept(Acks.of(stanza, Optional.empty()));
    Optional<Jid> from = Addresses.jid(stanza, "from");
    Optional<Node> child = stanza.children().stream().findFirst();
    Optional<CallStep> step = child.flatMap(RingingCalls::step);
    Optional<String> callId = child.flatMap(node -> node.find("call-id"));
    if (from.isEmpty() || step.isEmpty() || callId.isEmpty()) {
      acknowledge.run();
      return CompletableFuture.completedFuture(null);
    }
    Node node = child.get();
    Jid creator =
        Addresses.jid(node, "call-creator").orElse(from.get()).withoutHosting().toUserJid();
    Addresses.jid(node, "caller_pn").ifPresent(pn -> addresses.learn(creator, pn));
    boolean isVideo = isVideo(callId.get(), node, step.get());
    Instant at =
        stanza.findNumber("t").isPresent()
            ? Instant.ofEpochSecond(stanza.findNumber("t").getAsLong())
            : core.now();
    Optional<UserAddress> group = Addresses.jid(node, "group-jid").map(addresses::known);
    return addresses
        .resolve(creator)
        .thenCombine(
            addresses.resolve(from.get()),
            (caller, who) ->
                new SessionEvent.CallChanged(
                    callId.get(),
                    caller,
                    who,
                    step.get(),
                    group,
                    isVideo,
                    node.find("reason").orElse(""),
                    at,
                    stanza.find("offline").isPresent()))
        .thenAccept(event -> journal.tell(() -> journal.whenDurable(acknowledge), List.of(event)));
  }

  private static Optional<CallStep> step(Node child) {
    return switch (child.tag()) {
      case "offer", "offer_notice" -> Optional.of(CallStep.OFFERED);
      case "accept" -> Optional.of(CallStep.ACCEPTED);
      case "reject" -> Optional.of(CallStep.REJECTED);
      case "terminate" -> Optional.of(CallStep.TERMINATED);
      default -> Optional.empty();
    };
  }

  private boolean isVideo(String callId, Node node, CallStep step) {
    if (step == CallStep.OFFERED) {
      boolean isVideo = node.child("video").isPresent() || node.has("media", "video");
      videos.put(callId, isVideo);
      if (videos.size() > MAX_REMEMBERED) {
        videos.remove(videos.keySet().iterator().next());
      }
      return isVideo;
    }
    Boolean known = step == CallStep.TERMINATED ? videos.remove(callId) : videos.get(callId);
    return known != null && known;
  }
}
