package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.Contacts;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Asks WhatsApp about other users: by usync, and what has a query of its own. Source: protocol
/// dossier, 07.1 and 13.6.
final class ContactLookups implements Contacts {

  private static final int BATCH = 256;
  private static final int MAX_DIGITS = 15;
  private static final String BUSINESS_PROFILE_VERSION = "244";
  private static final String ORDER_QUERY = "5";
  private static final String PRODUCT_IMAGE_PIXELS = "100";
  private static final int HIDDEN = 401;
  private static final int NOT_FOUND = 404;
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final SessionCore core;
  private final Calls calls;
  private final Requests requests;
  private final Usync usync;
  private final Addresses addresses;
  private final DeviceLists deviceLists;
  private final PrivacyTokens tokens;

  ContactLookups(
      SessionCore core,
      Calls calls,
      Requests requests,
      Usync usync,
      Addresses addresses,
      DeviceLists deviceLists,
      PrivacyTokens tokens) {
    this.core = core;
    this.calls = calls;
    this.requests = requests;
    this.usync = usync;
    this.addresses = addresses;
    this.deviceLists = deviceLists;
    this.tokens = tokens;
  }

  @Override
  public CompletionStage<List<NumberLookup>> onWhatsApp(List<String> numbers) {
    List<String> asked = numbers.stream().map(ContactLookups::digits).toList();
    return calls.post(
        () -> {
          if (asked.size() > MAX_NUMBERS || asked.contains("")) {
            throw invalid("Expected up to " + MAX_NUMBERS + " phone numbers");
          }
          var distinct = List.copyOf(new LinkedHashSet<>(asked));
          Map<String, UserAddress> found = new HashMap<>();
          var batches = DONE;
          for (int from = 0; from < distinct.size(); from += BATCH) {
            var batch = distinct.subList(from, Math.min(from + BATCH, distinct.size()));
            batches = batches.thenCompose(ignored -> lookUp(batch, found));
          }
          return batches.thenApply(
              ignored ->
                  asked.stream()
                      .map(
                          number ->
                              new NumberLookup(number, Optional.ofNullable(found.get(number))))
                      .toList());
        });
  }

  private CompletableFuture<Void> lookUp(List<String> batch, Map<String, UserAddress> found) {
    List<Node> users =
        batch.stream()
            .map(
                number ->
                    Node.of("user").child(Node.of("contact").text("+" + number).build()).build())
            .toList();
    return usync
        .ask("interactive", List.of(Node.of("contact").build(), Node.of("lid").build()), users)
        .thenAccept(answers -> answers.forEach(user -> found(user, found)));
  }

  private void found(Node user, Map<String, UserAddress> found) {
    Optional<Node> contact = user.child("contact").filter(node -> node.has("type", "in"));
    Optional<Jid> jid = Addresses.jid(user, "jid");
    if (contact.isEmpty() || jid.isEmpty()) {
      return;
    }
    UserAddress address = addresses.known(jid.get());
    String asked = digits(contact.get().text());
    // The answer repeats the number as it was asked, which need not be the one the user is known
    // by.
    String number = asked.isEmpty() ? address.pn().map(Jid::user).orElse("") : asked;
    found.put(number, address);
  }

  @Override
  public CompletionStage<UserAddress> address(Jid user) {
    return calls.post(
        () ->
            addresses
                .resolve(user(user))
                .thenCompose(
                    known ->
                        known.lid().isPresent()
                            ? CompletableFuture.completedFuture(known)
                            : ask("interactive", Node.of("lid").build(), user)
                                .thenApply(ignored -> addresses.known(user))));
  }

  @Override
  public CompletionStage<Optional<About>> about(Jid user) {
    return calls.post(() -> about(usync, user(user)));
  }

  static CompletableFuture<Optional<About>> about(Usync usync, Jid user) {
    return usync
        .ask("interactive", List.of(Node.of("status").build()), List.of(Usync.user(user)))
        .thenApply(
            users ->
                first(users, "status")
                    .filter(status -> !status.text().isEmpty())
                    .map(status -> new About(status.text(), instant(status, "t"))));
  }

  @Override
  public CompletionStage<DisappearingMode> disappearingMode(Jid user) {
    return calls.post(
        () ->
            ask("interactive", Node.of("disappearing_mode").build(), user(user))
                .thenApply(
                    users ->
                        first(users, "disappearing_mode")
                            .map(
                                mode ->
                                    new DisappearingMode(
                                        Duration.ofSeconds(mode.findNumber("duration").orElse(0)),
                                        instant(mode, "t")))
                            .orElse(new DisappearingMode(Duration.ZERO, Optional.empty()))));
  }

  private CompletableFuture<List<Node>> ask(String context, Node protocol, Jid user) {
    return usync.ask(context, List.of(protocol), List.of(Usync.user(user)));
  }

  private static Optional<Node> first(List<Node> users, String protocol) {
    return users.stream().findFirst().flatMap(user -> user.child(protocol));
  }

  @Override
  public CompletionStage<List<Jid>> devices(Jid user) {
    return calls.post(() -> deviceLists.recipient(user(user)).thenCompose(deviceLists::devices));
  }

  @Override
  public CompletionStage<PictureLookup> picture(
      Jid target, PictureSize size, Optional<String> knownId) {
    return calls.post(
        () -> {
          Jid chat = target.toUserJid();
          // With a token of its own the server never answers for the own account.
          var token =
              chat.isGroup() || addresses.isOwn(chat)
                  ? CompletableFuture.completedFuture(Optional.<Node>empty())
                  : tokens.load(user(chat)).thenApply(ignored -> tokens.node(chat));
          return token
              .thenCompose(
                  node ->
                      requests.ask(
                          Node.of("iq")
                              .with("type", "get")
                              .with("xmlns", "w:profile:picture")
                              .with("to", Jid.WHATSAPP)
                              .with("target", chat)
                              .child(
                                  Node.of("picture")
                                      .with("type", size == PictureSize.FULL ? "image" : "preview")
                                      .with("query", "url")
                                      .withIfPresent("id", knownId)
                                      .childIfPresent(node)
                                      .build()),
                          core.nanoTime()))
              .handle(ContactLookups::picture)
              .thenCompose(Function.identity());
        });
  }

  private static CompletableFuture<PictureLookup> picture(Node answer, Throwable failure) {
    if (failure != null) {
      return switch (codeOf(failure)) {
        case HIDDEN -> CompletableFuture.completedFuture(new PictureLookup.Absent(true));
        case NOT_FOUND -> CompletableFuture.completedFuture(new PictureLookup.Absent(false));
        default -> CompletableFuture.failedFuture(failure);
      };
    }
    Optional<Node> picture = answer.child("picture");
    if (picture.filter(node -> node.has("status", "304")).isPresent()) {
      return CompletableFuture.completedFuture(new PictureLookup.Unchanged());
    }
    return CompletableFuture.completedFuture(
        picture
            .filter(node -> node.find("url").isPresent())
            .<PictureLookup>map(
                node -> new PictureLookup.Found(node.find("id").orElse(""), node.attr("url")))
            .orElse(new PictureLookup.Absent(false)));
  }

  @Override
  public CompletionStage<Optional<BusinessProfile>> businessProfile(Jid user) {
    return calls.post(
        () ->
            requests
                .get(
                    "w:biz",
                    List.of(
                        Node.of("business_profile")
                            .with("v", BUSINESS_PROFILE_VERSION)
                            .child(Node.of("profile").with("jid", user(user)).build())
                            .build()),
                    core.nanoTime())
                .handle(
                    (answer, failure) -> {
                      if (failure == null) {
                        return CompletableFuture.completedFuture(
                            answer
                                .child("business_profile")
                                .flatMap(node -> node.child("profile"))
                                .filter(node -> !node.children().isEmpty())
                                .map(ContactLookups::business));
                      }
                      return codeOf(failure) == NOT_FOUND
                          ? CompletableFuture.completedFuture(Optional.<BusinessProfile>empty())
                          : CompletableFuture.<Optional<BusinessProfile>>failedFuture(failure);
                    })
                .thenCompose(Function.identity()));
  }

  private static BusinessProfile business(Node profile) {
    var categories = new ArrayList<Category>();
    profile
        .child("categories")
        .ifPresent(
            all ->
                all.children("category")
                    .forEach(
                        one ->
                            categories.add(new Category(one.find("id").orElse(""), one.text()))));
    Optional<Node> hours = profile.child("business_hours");
    return new BusinessProfile(
        text(profile, "address"),
        text(profile, "description"),
        text(profile, "email"),
        profile.children("website").stream().map(Node::text).toList(),
        categories,
        hours.flatMap(node -> node.find("timezone")).orElse(""),
        hours.map(node -> node.children("business_hours_config")).orElse(List.of()).stream()
            .map(ContactLookups::hours)
            .toList());
  }

  private static OpeningHours hours(Node day) {
    return new OpeningHours(
        day.find("day_of_week").orElse(""),
        day.find("mode").orElse(""),
        minute(day.findNumber("open_time")),
        minute(day.findNumber("close_time")));
  }

  @Override
  public CompletionStage<Order> order(String id, String token) {
    return calls.post(
        () -> {
          Node size =
              Node.of("image_dimensions")
                  .child(Node.of("width").text(PRODUCT_IMAGE_PIXELS).build())
                  .child(Node.of("height").text(PRODUCT_IMAGE_PIXELS).build())
                  .build();
          return requests
              .ask(
                  Node.of("iq")
                      .with("type", "get")
                      .with("xmlns", "fb:thrift_iq")
                      .with("smax_id", ORDER_QUERY)
                      .with("to", Jid.WHATSAPP)
                      .child(
                          Node.of("order")
                              .with("op", "get")
                              .with("id", id)
                              .child(size)
                              .child(Node.of("token").text(token).build())
                              .build()),
                  core.nanoTime())
              .thenApply(answer -> order(answer.requireChild("order")));
        });
  }

  private static Order order(Node order) {
    Node price = order.child("price").orElse(order);
    return new Order(
        order.children("product").stream().map(ContactLookups::product).toList(),
        amount(price, "subtotal"),
        amount(price, "total"),
        text(price, "currency"),
        instant(order, "creation_ts"));
  }

  private static OrderedProduct product(Node product) {
    return new OrderedProduct(
        text(product, "id"),
        text(product, "name"),
        product.child("image").map(image -> text(image, "url")).orElse(""),
        amount(product, "price"),
        text(product, "currency"),
        amount(product, "quantity"));
  }

  /// @return 0 for what is no number of at most 18 digits
  private static long amount(Node node, String child) {
    String digits = text(node, child);
    return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : 0;
  }

  private static OptionalInt minute(OptionalLong value) {
    return value.isPresent() ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
  }

  private static String text(Node node, String child) {
    return node.child(child).map(Node::text).orElse("");
  }

  private static Optional<Instant> instant(Node node, String name) {
    OptionalLong seconds = node.findNumber(name);
    return seconds.isPresent() && seconds.getAsLong() > 0
        ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong()))
        : Optional.empty();
  }

  /// WhatsApp's number of a refusal, or 0.
  static int codeOf(Throwable failure) {
    return Sends.asSendFailure(failure).serverCode();
  }

  /// @return empty for what is no number
  private static String digits(String number) {
    int at = number.indexOf('@');
    String digits = (at < 0 ? number : number.substring(0, at)).replaceAll("[^0-9]", "");
    return digits.length() > MAX_DIGITS ? "" : digits;
  }

  /// @throws SendFailure (INVALID) for who is no user
  static Jid user(Jid jid) {
    Jid user = jid.withoutHosting().toUserJid();
    if (user.server() == JidServer.LEGACY) {
      return Jid.user(user.user(), JidServer.USER);
    }
    if (!user.isPn() && !user.isLid()) {
      throw invalid("Expected a user");
    }
    return user;
  }

  static SendFailure invalid(String why) {
    return new SendFailure(SendFailure.Code.INVALID, why);
  }
}
