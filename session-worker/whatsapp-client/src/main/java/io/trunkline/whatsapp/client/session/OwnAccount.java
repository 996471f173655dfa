package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.Account;
import io.trunkline.whatsapp.client.Contacts.About;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/// Profile, privacy and block list of the own account. Source: protocol dossier, 13.4 to 13.6.
final class OwnAccount implements Account {

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);
  private static final Pattern SETTING = Pattern.compile("[a-z_]{1,40}");

  private final SessionCore core;
  private final Journal journal;
  private final Calls calls;
  private final Requests requests;
  private final Usync usync;
  private final Addresses addresses;
  private final PresenceBoard presence;
  private final StatusAudience statusAudience;
  // The block list that was last seen whole; a change that builds on another one says nothing.
  private Optional<String> blockListHash = Optional.empty();
  // As last seen; empty = to be asked for.
  private Optional<Boolean> showsReadReceipts = Optional.empty();

  OwnAccount(
      SessionCore core,
      Journal journal,
      Calls calls,
      Requests requests,
      Usync usync,
      Addresses addresses,
      PresenceBoard presence,
      StatusAudience statusAudience) {
    this.core = core;
    this.journal = journal;
    this.calls = calls;
    this.requests = requests;
    this.usync = usync;
    this.addresses = addresses;
    this.presence = presence;
    this.statusAudience = statusAudience;
  }

  @Override
  public CompletionStage<Optional<String>> pushName() {
    return calls.post(
        () ->
            CompletableFuture.completedFuture(
                core.isLinked() ? core.account().pushName() : Optional.empty()));
  }

  @Override
  public CompletionStage<Void> setPushName(String name) {
    return calls.post(
        () -> {
          if (name.isBlank() || name.codePointCount(0, name.length()) > MAX_NAME_CHARACTERS) {
            throw ContactLookups.invalid(
                "Expected a name of 1 to " + MAX_NAME_CHARACTERS + " characters");
          }
          requireConnected();
          core.credentials(core.credentials().withAccount(core.account().withPushName(name)));
          journal.change().credentials(core.credentials());
          presence.announceName();
          return journal.durable();
        });
  }

  @Override
  public CompletionStage<Optional<About>> about() {
    return calls.post(() -> ContactLookups.about(usync, self()));
  }

  private Jid self() {
    requireConnected();
    return core.account().pn().toUserJid();
  }

  private void requireConnected() {
    if (!core.isLinked() || !requests.isConnected()) {
      throw new SendFailure(SendFailure.Code.NOT_CONNECTED, "There is no open connection");
    }
  }

  @Override
  public CompletionStage<Void> setAbout(String text) {
    return calls.post(
        () -> {
          if (text.codePointCount(0, text.length()) > MAX_ABOUT_CHARACTERS) {
            throw ContactLookups.invalid(
                "Expected a text of at most " + MAX_ABOUT_CHARACTERS + " characters");
          }
          return done(
              requests.set(
                  "status",
                  List.of(Node.of("status").bytes(text.getBytes(StandardCharsets.UTF_8)).build()),
                  core.nanoTime()));
        });
  }

  private static CompletableFuture<Void> done(CompletableFuture<Node> answer) {
    return answer.thenCompose(ignored -> DONE);
  }

  @Override
  public CompletionStage<String> setPicture(byte[] jpeg) {
    return calls.post(
        () -> {
          if (!isPicture(jpeg, MAX_PICTURE_BYTES)) {
            throw ContactLookups.invalid(
                "Expected a JPEG of at most " + MAX_PICTURE_BYTES + " bytes");
          }
          return picture(Optional.of(Node.of("picture").with("type", "image").bytes(jpeg).build()))
              .thenApply(
                  answer -> answer.child("picture").flatMap(node -> node.find("id")).orElse(""));
        });
  }

  /// Whether it may be a JPEG of that size.
  static boolean isPicture(byte[] jpeg, int maxBytes) {
    return jpeg.length > 3
        && jpeg.length <= maxBytes
        && (jpeg[0] & 0xff) == 0xff
        && (jpeg[1] & 0xff) == 0xd8
        && (jpeg[2] & 0xff) == 0xff;
  }

  @Override
  public CompletionStage<Void> removePicture() {
    return calls.post(() -> done(picture(Optional.empty())));
  }

  private CompletableFuture<Node> picture(Optional<Node> picture) {
    return requests.set(
        "w:profile:picture", picture.map(List::of).orElse(List.of()), core.nanoTime());
  }

  @Override
  public CompletionStage<Map<String, String>> privacy() {
    return calls.post(this::fetchPrivacy);
  }

  private CompletableFuture<Map<String, String>> fetchPrivacy() {
    return requests
        .get("privacy", List.of(Node.of("privacy").build()), core.nanoTime())
        .thenApply(
            answer -> {
              var settings = settings(answer.requireChild("privacy"));
              privacySeen(settings);
              return settings;
            });
  }

  /// Settings, or those of them that changed.
  void privacySeen(Map<String, String> settings) {
    Optional.ofNullable(settings.get("readreceipts"))
        .ifPresent(value -> showsReadReceipts = Optional.of(!value.equals("none")));
  }

  /// Whether authors learn that their messages are read. Asked for once a connection; changes are
  /// notified.
  CompletableFuture<Boolean> showsReadReceipts() {
    return showsReadReceipts.isPresent()
        ? CompletableFuture.completedFuture(showsReadReceipts.get())
        : fetchPrivacy().thenApply(settings -> showsReadReceipts.orElse(true));
  }

  void disconnected() {
    showsReadReceipts = Optional.empty();
  }

  /// The settings in a node `privacy`; `error` stands for one that is not known.
  static Map<String, String> settings(Node privacy) {
    var settings = new LinkedHashMap<String, String>();
    for (Node category : privacy.children("category")) {
      String value = category.find("value").orElse("error");
      if (!value.equals("error")) {
        category.find("name").ifPresent(name -> settings.put(name, value));
      }
    }
    return settings;
  }

  @Override
  public CompletionStage<Map<String, String>> setPrivacy(String name, String value) {
    return calls.post(
        () -> {
          if (!SETTING.matcher(name).matches() || !SETTING.matcher(value).matches()) {
            throw ContactLookups.invalid("Expected a privacy setting and its value");
          }
          Node category = Node.of("category").with("name", name).with("value", value).build();
          return requests
              .set("privacy", List.of(Node.of("privacy").child(category).build()), core.nanoTime())
              .thenCompose(ignored -> fetchPrivacy());
        });
  }

  @Override
  public CompletionStage<List<UserAddress>> blockList() {
    return calls.post(this::fetchBlockList);
  }

  CompletableFuture<List<UserAddress>> fetchBlockList() {
    return requests.get("blocklist", List.of(), core.nanoTime()).thenCompose(this::blocked);
  }

  @Override
  public CompletionStage<List<UserAddress>> block(Jid user) {
    return calls.post(() -> change(user, "block"));
  }

  @Override
  public CompletionStage<List<UserAddress>> unblock(Jid user) {
    return calls.post(() -> change(user, "unblock"));
  }

  private CompletableFuture<List<UserAddress>> change(Jid user, String action) {
    return addresses
        .resolve(ContactLookups.user(user))
        .thenCompose(
            known ->
                known.lid().isPresent()
                    ? CompletableFuture.completedFuture(known)
                    : usync
                        .ask(
                            "interactive",
                            List.of(Node.of("lid").build()),
                            List.of(Usync.user(ContactLookups.user(user))))
                        .thenApply(ignored -> addresses.known(user)))
        .thenCompose(
            known -> {
              Node.Builder item =
                  Node.of("item").with("jid", known.canonical()).with("action", action);
              if (action.equals("block") && known.lid().isPresent()) {
                item.withIfPresent("pn_jid", known.pn());
              }
              return requests.set("blocklist", List.of(item.build()), core.nanoTime());
            })
        .thenCompose(
            answer -> answer.child("list").isPresent() ? blocked(answer) : fetchBlockList());
  }

  private CompletableFuture<List<UserAddress>> blocked(Node answer) {
    Optional<Node> list = answer.child("list");
    blockListHash = list.flatMap(node -> node.find("dhash"));
    var result = CompletableFuture.<List<UserAddress>>completedFuture(new ArrayList<>());
    for (Node item : list.map(node -> node.children("item")).orElse(List.of())) {
      Optional<Jid> jid = Addresses.jid(item, "jid");
      if (jid.isPresent()) {
        Addresses.jid(item, "pn_jid").ifPresent(pn -> addresses.learn(jid.get(), pn));
        result =
            result.thenCombine(
                addresses.resolve(jid.get()),
                (all, one) -> {
                  all.add(one);
                  return all;
                });
      }
    }
    return result.thenApply(List::copyOf);
  }

  /// Whether a changed block list is the one that the last answer brought.
  boolean isBlockListKnown(Node change) {
    return blockListHash.isPresent() && change.find("dhash").equals(blockListHash);
  }

  @Override
  public CompletionStage<Void> setDefaultDisappearingTimer(Duration timer) {
    return calls.post(
        () -> {
          if (timer.isNegative()) {
            throw ContactLookups.invalid("Expected a timer of 0 or more");
          }
          Node mode = Node.of("disappearing_mode").with("duration", timer.toSeconds()).build();
          return done(requests.set("disappearing_mode", List.of(mode), core.nanoTime()));
        });
  }

  @Override
  public CompletionStage<StatusPrivacy> statusPrivacy() {
    return calls.post(statusAudience::privacy);
  }

  void clear() {
    blockListHash = Optional.empty();
  }
}
