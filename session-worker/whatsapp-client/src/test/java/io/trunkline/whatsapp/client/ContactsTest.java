package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.client.Contacts.BusinessProfile;
import io.trunkline.whatsapp.client.Contacts.NumberLookup;
import io.trunkline.whatsapp.client.Contacts.PictureLookup;
import io.trunkline.whatsapp.client.Contacts.PictureSize;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContactsTest {

  private static final UserAddress BOB =
      new UserAddress(Optional.of(Scene.BOB_PN), Optional.of(Scene.BOB_LID), Optional.empty());

  private final Scene scene = Scene.linked();
  private ScriptedServer.Peer peer;

  @BeforeEach
  void open() {
    peer = scene.open();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /// From now on the test answers lookups itself.
  private void answerUsyncByHand() {
    peer.automatic(iq -> iq.has("xmlns", "usync") ? Optional.empty() : scene.answer(iq));
  }

  private Node takeQuery(String xmlns) {
    return peer.take(node -> node.has("xmlns", xmlns));
  }

  private void fail(Node iq, int code) {
    peer.send(
        Node.of("iq")
            .with("id", iq.attr("id"))
            .with("type", "error")
            .child(Node.of("error").with("code", code).with("text", "no").build())
            .build());
  }

  private static Node usync(Node... users) {
    return Node.of("usync").child(Node.of("list").children(List.of(users)).build()).build();
  }

  @Test
  void numbersAreOnWhatsAppOrNotAndTheirLidsAreLearned() {
    assertThat(
            Scene.get(
                scene.session.contacts().onWhatsApp(List.of("+49 151 00000002", "4915100000099"))))
        .containsExactly(
            new NumberLookup("4915100000002", Optional.of(BOB)),
            new NumberLookup("4915100000099", Optional.empty()));
    Scene.get(scene.session.flush());
    assertThat(scene.store.mapping(Scene.BOB_PN)).isPresent();
  }

  @Test
  void manyNumbersAreAskedForInBatches() {
    List<String> numbers =
        IntStream.range(0, 600).mapToObj(i -> Long.toString(4915200000000L + i)).toList();
    assertThat(Scene.get(scene.session.contacts().onWhatsApp(numbers))).hasSize(600);
    assertThat(peer.received().stream().filter(node -> node.has("xmlns", "usync")))
        .extracting(node -> node.requireChild("usync").requireChild("list").children("user").size())
        .containsExactly(256, 256, 88);
  }

  @Test
  void whatIsNoNumberIsRefusedWithoutAQuery() {
    assertThatThrownBy(() -> Scene.get(scene.session.contacts().onWhatsApp(List.of("no number"))))
        .isInstanceOfSatisfying(
            SendFailure.class, e -> assertThat(e.code()).isEqualTo(SendFailure.Code.INVALID));
  }

  @Test
  void aLookupThatIsRefusedForItsRateIsTriedAgainAfterAPause() {
    answerUsyncByHand();
    var first = scene.session.contacts().onWhatsApp(List.of("4915100000002")).toCompletableFuture();
    var second = scene.session.contacts().about(Scene.BOB_LID).toCompletableFuture();
    fail(takeQuery("usync"), 429);
    Scene.settle(peer);
    scene.time.advance(Duration.ofSeconds(4));
    Node again = takeQuery("usync");
    peer.send(Scene.result(again).child(scene.usync(again)).build());
    assertThat(Scene.get(first).getFirst().address()).contains(BOB);
    Node about = takeQuery("usync");
    assertThat(about.requireChild("usync").requireChild("query").child("status")).isPresent();
    peer.send(Scene.result(about).child(usync()).build());
    assertThat(Scene.get(second)).isEmpty();
  }

  @Test
  void aLookupThatIsRefusedAgainAndAgainFails() {
    answerUsyncByHand();
    var lookup = scene.session.contacts().about(Scene.BOB_LID).toCompletableFuture();
    for (int pause : new int[] {2, 4, 8}) {
      fail(takeQuery("usync"), 429);
      Scene.settle(peer);
      scene.time.advance(Duration.ofSeconds(pause));
    }
    fail(takeQuery("usync"), 429);
    assertThatThrownBy(() -> Scene.get(lookup))
        .isInstanceOfSatisfying(
            SendFailure.class, e -> assertThat(e.code()).isEqualTo(SendFailure.Code.RATE_LIMITED));
  }

  @Test
  void theServerMayNameThePause() {
    answerUsyncByHand();
    CompletableFuture<?> lookup =
        scene.session.contacts().about(Scene.BOB_LID).toCompletableFuture();
    Node query = takeQuery("usync");
    Node error =
        Node.of("error").with("code", 429).with("text", "later").with("backoff", 30).build();
    peer.send(
        Scene.result(query)
            .child(
                Node.of("usync")
                    .child(Node.of("result").child(Node.of("status").child(error).build()).build())
                    .build())
            .build());
    Scene.settle(peer);
    scene.time.advance(Duration.ofSeconds(29));
    Scene.settle(peer);
    scene.time.advance(Duration.ofSeconds(1));
    Node again = takeQuery("usync");
    peer.send(Scene.result(again).child(usync()).build());
    Scene.get(lookup);
  }

  @Test
  void anAboutTextHasItsTime() {
    answerUsyncByHand();
    var about = scene.session.contacts().about(Scene.BOB_LID).toCompletableFuture();
    peer.send(
        Scene.result(takeQuery("usync"))
            .child(
                usync(
                    Node.of("user")
                        .with("jid", Scene.BOB_LID)
                        .child(Node.of("status").with("t", 1700000000).text("busy").build())
                        .build()))
            .build());
    assertThat(Scene.get(about))
        .contains(new Contacts.About("busy", Optional.of(Instant.ofEpochSecond(1700000000))));
  }

  @Test
  void aPictureIsFoundUnchangedAbsentOrHidden() {
    assertThat(picture(Optional.of(picture().with("id", "7").with("url", "https://p/7").build())))
        .isEqualTo(new PictureLookup.Found("7", "https://p/7"));
    assertThat(picture(Optional.of(picture().with("status", "304").build())))
        .isEqualTo(new PictureLookup.Unchanged());
    assertThat(picture(Optional.empty())).isEqualTo(new PictureLookup.Absent(false));
    assertThat(refusedPicture(404)).isEqualTo(new PictureLookup.Absent(false));
    assertThat(refusedPicture(401)).isEqualTo(new PictureLookup.Absent(true));
    assertThatThrownBy(() -> refusedPicture(500)).isInstanceOf(SendFailure.class);
  }

  private static Node.Builder picture() {
    return Node.of("picture");
  }

  private CompletableFuture<PictureLookup> askForPicture() {
    return scene
        .session
        .contacts()
        .picture(Scene.BOB_LID, PictureSize.FULL, Optional.of("6"))
        .toCompletableFuture();
  }

  private PictureLookup picture(Optional<Node> answer) {
    var lookup = askForPicture();
    Node query = takeQuery("w:profile:picture");
    assertThat(query.jid("target")).isEqualTo(Scene.BOB_LID);
    assertThat(query.requireChild("picture").attr("type")).isEqualTo("image");
    assertThat(query.requireChild("picture").attr("query")).isEqualTo("url");
    assertThat(query.requireChild("picture").attr("id")).isEqualTo("6");
    peer.send(Scene.result(query).childIfPresent(answer).build());
    return Scene.get(lookup);
  }

  private PictureLookup refusedPicture(int code) {
    var lookup = askForPicture();
    fail(takeQuery("w:profile:picture"), code);
    return Scene.get(lookup);
  }

  @Test
  void anOrderIsReadByItsToken() {
    var lookup = scene.session.contacts().order("4711", "tok").toCompletableFuture();
    Node query = takeQuery("fb:thrift_iq");
    assertThat(query.attr("smax_id")).isEqualTo("5");
    Node asked = query.requireChild("order");
    assertThat(asked.attr("op")).isEqualTo("get");
    assertThat(asked.attr("id")).isEqualTo("4711");
    assertThat(asked.requireChild("token").text()).isEqualTo("tok");
    assertThat(asked.requireChild("image_dimensions").requireChild("width").text())
        .isEqualTo("100");
    Node product =
        Node.of("product")
            .child(Node.of("id").text("P1").build())
            .child(Node.of("image").child(Node.of("url").text("https://a/1").build()).build())
            .child(Node.of("price").text("1500").build())
            .child(Node.of("currency").text("USD").build())
            .child(Node.of("name").text("Tea").build())
            .child(Node.of("quantity").text("2").build())
            .build();
    Node price =
        Node.of("price")
            .child(Node.of("subtotal").text("3000").build())
            .child(Node.of("currency").text("USD").build())
            .child(Node.of("total").text("not a number").build())
            .build();
    peer.send(
        Scene.result(query)
            .child(
                Node.of("order")
                    .with("id", "4711")
                    .with("creation_ts", 1767600000)
                    .child(product)
                    .child(Node.of("product").build())
                    .child(price)
                    .build())
            .build());
    assertThat(Scene.get(lookup))
        .isEqualTo(
            new Contacts.Order(
                List.of(
                    new Contacts.OrderedProduct("P1", "Tea", "https://a/1", 1500, "USD", 2),
                    new Contacts.OrderedProduct("", "", "", 0, "", 0)),
                3000,
                0,
                "USD",
                Optional.of(Instant.ofEpochSecond(1767600000))));
  }

  @Test
  void aBusinessProfileIsRead() {
    var lookup = scene.session.contacts().businessProfile(Scene.BOB_PN).toCompletableFuture();
    Node query = takeQuery("w:biz");
    Node profile =
        Node.of("profile")
            .with("jid", Scene.BOB_PN)
            .child(Node.of("address").text("1 Main St").build())
            .child(Node.of("description").text("Shop").build())
            .child(Node.of("website").text("https://a").build())
            .child(Node.of("website").text("https://b").build())
            .child(
                Node.of("categories")
                    .child(Node.of("category").with("id", "5").text("Retail").build())
                    .build())
            .child(
                Node.of("business_hours")
                    .with("timezone", "Asia/Beirut")
                    .child(
                        Node.of("business_hours_config")
                            .with("day_of_week", "mon")
                            .with("mode", "specific_hours")
                            .with("open_time", 540)
                            .with("close_time", 1020)
                            .build())
                    .build())
            .build();
    peer.send(
        Scene.result(query).child(Node.of("business_profile").child(profile).build()).build());
    assertThat(Scene.get(lookup))
        .contains(
            new BusinessProfile(
                "1 Main St",
                "Shop",
                "",
                List.of("https://a", "https://b"),
                List.of(new Contacts.Category("5", "Retail")),
                "Asia/Beirut",
                List.of(
                    new Contacts.OpeningHours(
                        "mon", "specific_hours", OptionalInt.of(540), OptionalInt.of(1020)))));
  }

  @Test
  void devicesAreThoseThatGetMessages() {
    scene.device(Scene.BOB_LID);
    scene.device(Scene.BOB_LID.withDevice(3));
    assertThat(Scene.get(scene.session.contacts().devices(Scene.BOB_PN)))
        .containsExactly(Scene.BOB_LID, Scene.BOB_LID.withDevice(3));
  }
}
