package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.e2e.OrderMessage.OrderStatus;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.List;
import java.util.Optional;

/// What businesses send, and what their customers answer.
public sealed interface BusinessContent extends Content {

  /// What may stand above a message with buttons. Videos are of kind VIDEO or GIF there.
  sealed interface Header
      permits Content.Text,
          Content.Location,
          MediaContent.Image,
          MediaContent.Video,
          MediaContent.Document,
          Product {}

  /// Up to three buttons.
  ///
  /// @param header above; no product
  /// @param body the text
  /// @param footer below; may be empty
  record Buttons(Optional<Header> header, String body, String footer, List<Button> buttons)
      implements BusinessContent {
    public Buttons {
      Fields.present(body, footer);
      expectNoProduct(header);
      buttons = List.copyOf(buttons);
    }

    /// @param id what comes back in [ButtonReply]
    /// @param text on the button
    /// @param flow what the button starts; absent for one that only answers
    public record Button(String id, String text, Optional<NativeFlowButton> flow) {}

    @Override
    public String toString() {
      return "Buttons";
    }
  }

  /// A list to choose from, behind a button.
  ///
  /// @param title above
  /// @param description the text
  /// @param buttonText on the button
  /// @param footer below; may be empty
  /// @param sections the choices
  /// @param products instead of choices
  record ListMenu(
      String title,
      String description,
      String buttonText,
      String footer,
      List<Section> sections,
      Optional<ProductList> products)
      implements BusinessContent {
    public ListMenu {
      Fields.present(title, description, buttonText, footer, products);
      sections = List.copyOf(sections);
    }

    /// @param title above the rows; may be empty
    public record Section(String title, List<Row> rows) {
      public Section {
        rows = List.copyOf(rows);
      }
    }

    /// @param id what comes back in [ListReply]
    /// @param description may be empty
    public record Row(String id, String title, String description) {}

    @Override
    public String toString() {
      return "ListMenu";
    }
  }

  /// Products of a catalogue.
  ///
  /// @param owner whose catalogue
  /// @param headerProductId the product whose picture is shown above; may be empty
  /// @param headerThumbnail that picture; may be empty
  record ProductList(
      Optional<Jid> owner,
      List<ProductSection> sections,
      String headerProductId,
      ByteString headerThumbnail) {
    public ProductList {
      sections = List.copyOf(sections);
    }

    /// @param title above the products
    public record ProductSection(String title, List<String> productIds) {
      public ProductSection {
        productIds = List.copyOf(productIds);
      }
    }
  }

  /// A message that WhatsApp approved, filled in.
  ///
  /// @param header above; no product
  /// @param body the text
  /// @param footer below; may be empty
  /// @param id of the template; may be empty
  record Template(
      Optional<Header> header, String body, String footer, List<TemplateButton> buttons, String id)
      implements BusinessContent {
    public Template {
      Fields.present(body, footer, id);
      expectNoProduct(header);
      buttons = List.copyOf(buttons);
    }

    @Override
    public String toString() {
      return "Template";
    }
  }

  /// A button of a template.
  sealed interface TemplateButton {

    /// Answers with [TemplateReply].
    record QuickReply(String text, String id) implements TemplateButton {}

    /// Opens a page.
    record Link(String text, String url) implements TemplateButton {}

    /// Calls a number.
    record Call(String text, String phoneNumber) implements TemplateButton {}
  }

  /// Anything with more than buttons.
  ///
  /// @param header above
  /// @param body the text
  /// @param footer below; may be empty
  /// @param action what it offers
  record Interactive(
      Optional<InteractiveHeader> header, String body, String footer, Optional<Action> action)
      implements BusinessContent {
    public Interactive {
      Fields.present(header, body, footer, action);
    }

    @Override
    public String toString() {
      return "Interactive";
    }
  }

  /// @param title may be empty
  /// @param subtitle may be empty
  /// @param media a picture, video, document, place or product; a text stands in `title`
  record InteractiveHeader(String title, String subtitle, Optional<Header> media) {
    public InteractiveHeader {
      Fields.present(title, subtitle);
      if (media.filter(header -> header instanceof Content.Text).isPresent()) {
        throw new IllegalArgumentException("Expected media but was a text");
      }
    }
  }

  /// What an interactive message offers.
  sealed interface Action {

    /// Buttons whose names and parameters WhatsApp defines.
    ///
    /// @param paramsJson parameters of the whole; may be empty
    record NativeFlow(List<NativeFlowButton> buttons, String paramsJson, int version)
        implements Action {
      public NativeFlow {
        buttons = List.copyOf(buttons);
      }
    }

    /// A shop elsewhere.
    ///
    /// @param surface 1 Facebook, 2 Instagram, 3 WhatsApp
    record Shop(String id, int surface, int version) implements Action {}

    /// A collection of products.
    ///
    /// @param business whose it is, an address
    record Collection(String business, String id, int version) implements Action {}

    /// Cards beside each other.
    record Carousel(List<Interactive> cards, int version) implements Action {
      public Carousel {
        cards = List.copyOf(cards);
      }
    }
  }

  /// @param name such as `quick_reply`, `cta_url`, `single_select`, `payment_info`
  /// @param paramsJson what it needs, as JSON
  record NativeFlowButton(String name, String paramsJson) {}

  /// The answer to [Buttons].
  ///
  /// @param id of the button
  /// @param text on the button
  record ButtonReply(String id, String text) implements BusinessContent {
    @Override
    public String toString() {
      return "ButtonReply";
    }
  }

  /// The answer to [ListMenu].
  ///
  /// @param rowId of the row
  /// @param title of the row
  /// @param description of the row; may be empty
  record ListReply(String rowId, String title, String description) implements BusinessContent {
    @Override
    public String toString() {
      return "ListReply";
    }
  }

  /// The answer to [Template].
  ///
  /// @param id of the button
  /// @param text on the button
  /// @param index place of the button
  /// @param cardIndex place of the card in a carousel
  record TemplateReply(String id, String text, int index, int cardIndex)
      implements BusinessContent {
    @Override
    public String toString() {
      return "TemplateReply";
    }
  }

  /// The answer to [Interactive].
  ///
  /// @param body shown as the answer
  /// @param name of the flow
  /// @param paramsJson what was chosen, as JSON
  /// @param version of the flow
  record InteractiveReply(String body, String name, String paramsJson, int version)
      implements BusinessContent {
    @Override
    public String toString() {
      return "InteractiveReply";
    }
  }

  /// A shopping basket that was sent to its seller.
  ///
  /// @param orderId its id
  /// @param title shown
  /// @param message of the buyer; may be empty
  /// @param itemCount how many things
  /// @param status what the seller said
  /// @param seller whose catalogue
  /// @param token that lets its details be fetched
  /// @param totalAmount1000 thousandths of the currency's unit
  /// @param currency ISO 4217
  /// @param jpegThumbnail empty when there is none
  record Order(
      String orderId,
      String title,
      String message,
      int itemCount,
      Optional<OrderStatus> status,
      Optional<Jid> seller,
      String token,
      long totalAmount1000,
      String currency,
      ByteString jpegThumbnail)
      implements BusinessContent {
    public Order {
      Fields.present(orderId, title, message, status, seller, token, currency, jpegThumbnail);
    }

    @Override
    public String toString() {
      return "Order";
    }
  }

  /// Something for sale.
  ///
  /// @param productId its id
  /// @param title its name
  /// @param description may be empty
  /// @param currency ISO 4217
  /// @param price1000 thousandths of the currency's unit
  /// @param salePrice1000 the same; 0 when it is not reduced
  /// @param retailerId the seller's own id; may be empty
  /// @param url of the product; may be empty
  /// @param imageCount how many pictures there are
  /// @param image the first of them
  /// @param owner whose catalogue
  /// @param body a text beside; may be empty
  /// @param footer below; may be empty
  record Product(
      String productId,
      String title,
      String description,
      String currency,
      long price1000,
      long salePrice1000,
      String retailerId,
      String url,
      int imageCount,
      Optional<MediaContent.Image> image,
      Optional<Jid> owner,
      String body,
      String footer)
      implements BusinessContent, Header {
    public Product {
      Fields.present(productId, title, description, currency, retailerId, url, image, owner);
      Fields.present(body, footer);
    }

    @Override
    public String toString() {
      return "Product";
    }
  }

  private static void expectNoProduct(Optional<Header> header) {
    if (header.filter(above -> above instanceof Product).isPresent()) {
      throw new IllegalArgumentException("Expected no product as a header");
    }
  }
}
