package io.trunkline.whatsapp.protocol.message.content;

import io.trunkline.whatsapp.proto.e2e.ButtonsMessage;
import io.trunkline.whatsapp.proto.e2e.ButtonsMessage.HeaderType;
import io.trunkline.whatsapp.proto.e2e.ButtonsResponseMessage;
import io.trunkline.whatsapp.proto.e2e.HydratedTemplateButton;
import io.trunkline.whatsapp.proto.e2e.InteractiveResponseMessage;
import io.trunkline.whatsapp.proto.e2e.ListMessage;
import io.trunkline.whatsapp.proto.e2e.ListResponseMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.OrderMessage;
import io.trunkline.whatsapp.proto.e2e.TemplateButtonReplyMessage;
import io.trunkline.whatsapp.proto.e2e.TemplateMessage;
import io.trunkline.whatsapp.proto.e2e.TemplateMessage.HydratedFourRowTemplate;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.ButtonReply;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.Buttons;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.Header;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.Interactive;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.InteractiveReply;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.ListMenu;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.ListReply;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.NativeFlowButton;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.Order;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.Product;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.ProductList;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.Template;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.TemplateButton;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.TemplateReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The messages of businesses and the answers to them.
final class BusinessCodec {
  private BusinessCodec() {}

  static void write(Message.Builder message, BusinessContent content) {
    switch (content) {
      case Buttons buttons -> message.setButtonsMessage(write(buttons));
      case ListMenu menu -> message.setListMessage(write(menu));
      case Template template ->
          message.setTemplateMessage(
              TemplateMessage.newBuilder().setHydratedTemplate(write(template)));
      case Interactive interactive ->
          message.setInteractiveMessage(InteractiveCodec.write(interactive));
      case ButtonReply(var id, var text) ->
          message
              .getButtonsResponseMessageBuilder()
              .setSelectedButtonID(id)
              .setSelectedDisplayText(text)
              .setType(ButtonsResponseMessage.Type.DISPLAY_TEXT);
      case ListReply(var rowId, var title, var description) -> {
        var reply =
            message
                .getListResponseMessageBuilder()
                .setTitle(title)
                .setListType(ListResponseMessage.ListType.SINGLE_SELECT);
        reply.getSingleSelectReplyBuilder().setSelectedRowID(rowId);
        Fields.text(description, reply::setDescription);
      }
      case TemplateReply(var id, var text, var index, var cardIndex) -> {
        var reply =
            message
                .getTemplateButtonReplyMessageBuilder()
                .setSelectedID(id)
                .setSelectedDisplayText(text)
                .setSelectedIndex(index);
        Fields.number(cardIndex, reply::setSelectedCarouselCardIndex);
      }
      case InteractiveReply(var body, var name, var paramsJson, var version) -> {
        var reply = message.getInteractiveResponseMessageBuilder();
        reply.getBodyBuilder().setText(body);
        Fields.number(
            version,
            reply.getNativeFlowResponseMessageBuilder().setName(name).setParamsJSON(paramsJson)
                ::setVersion);
      }
      case Order order -> message.setOrderMessage(write(order));
      case Product product -> message.setProductMessage(InteractiveCodec.write(product));
    }
  }

  private static ButtonsMessage write(Buttons buttons) {
    var message =
        ButtonsMessage.newBuilder().setContentText(buttons.body()).setHeaderType(HeaderType.EMPTY);
    Fields.text(buttons.footer(), message::setFooterText);
    buttons
        .header()
        .ifPresent(
            header -> {
              switch (header) {
                case Content.Text text ->
                    message.setText(text.body()).setHeaderType(HeaderType.TEXT);
                case MediaContent.Document document ->
                    message
                        .setDocumentMessage(MediaCodec.write(document))
                        .setHeaderType(HeaderType.DOCUMENT);
                case MediaContent.Image image ->
                    message
                        .setImageMessage(MediaCodec.write(image))
                        .setHeaderType(HeaderType.IMAGE);
                case MediaContent.Video video ->
                    message
                        .setVideoMessage(MediaCodec.write(video))
                        .setHeaderType(HeaderType.VIDEO);
                case Content.Location location ->
                    message
                        .setLocationMessage(PlainCodec.write(location))
                        .setHeaderType(HeaderType.LOCATION);
                case Product _ -> throw new IllegalStateException("Buttons refuse a product");
              }
            });
    for (Buttons.Button button : buttons.buttons()) {
      var written =
          message
              .addButtonsBuilder()
              .setButtonID(button.id())
              .setType(
                  button.flow().isPresent()
                      ? ButtonsMessage.Button.Type.NATIVE_FLOW
                      : ButtonsMessage.Button.Type.RESPONSE);
      written.getButtonTextBuilder().setDisplayText(button.text());
      button
          .flow()
          .ifPresent(
              flow ->
                  written
                      .getNativeFlowInfoBuilder()
                      .setName(flow.name())
                      .setParamsJSON(flow.paramsJson()));
    }
    return message.build();
  }

  /// @throws MessageException MALFORMED
  static Buttons read(ButtonsMessage message) {
    Header header =
        switch (message.getHeaderCase()) {
          case TEXT -> Content.Text.of(message.getText());
          case DOCUMENTMESSAGE -> MediaCodec.read(message.getDocumentMessage());
          case IMAGEMESSAGE -> MediaCodec.read(message.getImageMessage());
          case VIDEOMESSAGE -> MediaCodec.read(message.getVideoMessage());
          case LOCATIONMESSAGE -> PlainCodec.read(message.getLocationMessage());
          case HEADER_NOT_SET -> null;
        };
    List<Buttons.Button> buttons = new ArrayList<>();
    for (var button : message.getButtonsList()) {
      buttons.add(
          new Buttons.Button(
              button.getButtonID(),
              button.getButtonText().getDisplayText(),
              button.hasNativeFlowInfo()
                  ? Optional.of(
                      new NativeFlowButton(
                          button.getNativeFlowInfo().getName(),
                          button.getNativeFlowInfo().getParamsJSON()))
                  : Optional.empty()));
    }
    return new Buttons(
        Optional.ofNullable(header), message.getContentText(), message.getFooterText(), buttons);
  }

  private static ListMessage write(ListMenu menu) {
    var message =
        ListMessage.newBuilder()
            .setTitle(menu.title())
            .setDescription(menu.description())
            .setButtonText(menu.buttonText())
            .setListType(
                menu.products().isPresent()
                    ? ListMessage.ListType.PRODUCT_LIST
                    : ListMessage.ListType.SINGLE_SELECT);
    Fields.text(menu.footer(), message::setFooterText);
    for (ListMenu.Section section : menu.sections()) {
      var written = message.addSectionsBuilder().setTitle(section.title());
      for (ListMenu.Row row : section.rows()) {
        Fields.text(
            row.description(),
            written.addRowsBuilder().setTitle(row.title()).setRowID(row.id())::setDescription);
      }
    }
    menu.products().ifPresent(products -> message.setProductListInfo(write(products)));
    return message.build();
  }

  private static ListMessage.ProductListInfo write(ProductList products) {
    var info = ListMessage.ProductListInfo.newBuilder();
    for (ProductList.ProductSection section : products.sections()) {
      var written = info.addProductSectionsBuilder().setTitle(section.title());
      section.productIds().forEach(id -> written.addProductsBuilder().setProductID(id));
    }
    Fields.text(products.headerProductId(), id -> info.getHeaderImageBuilder().setProductID(id));
    Fields.bytes(
        products.headerThumbnail(), jpeg -> info.getHeaderImageBuilder().setJPEGThumbnail(jpeg));
    Fields.jid(products.owner(), info::setBusinessOwnerJID);
    return info.build();
  }

  static ListMenu read(ListMessage message) {
    List<ListMenu.Section> sections = new ArrayList<>();
    for (var section : message.getSectionsList()) {
      sections.add(
          new ListMenu.Section(
              section.getTitle(),
              section.getRowsList().stream()
                  .map(
                      row -> new ListMenu.Row(row.getRowID(), row.getTitle(), row.getDescription()))
                  .toList()));
    }
    return new ListMenu(
        message.getTitle(),
        message.getDescription(),
        message.getButtonText(),
        message.getFooterText(),
        sections,
        message.hasProductListInfo()
            ? Optional.of(read(message.getProductListInfo()))
            : Optional.empty());
  }

  private static ProductList read(ListMessage.ProductListInfo info) {
    List<ProductList.ProductSection> sections = new ArrayList<>();
    for (var section : info.getProductSectionsList()) {
      sections.add(
          new ProductList.ProductSection(
              section.getTitle(),
              section.getProductsList().stream().map(ListMessage.Product::getProductID).toList()));
    }
    return new ProductList(
        Fields.jid(info.getBusinessOwnerJID()),
        sections,
        info.getHeaderImage().getProductID(),
        info.getHeaderImage().getJPEGThumbnail());
  }

  private static HydratedFourRowTemplate write(Template template) {
    var message = HydratedFourRowTemplate.newBuilder().setHydratedContentText(template.body());
    Fields.text(template.footer(), message::setHydratedFooterText);
    Fields.text(template.id(), message::setTemplateID);
    template
        .header()
        .ifPresent(
            header -> {
              switch (header) {
                case Content.Text text -> message.setHydratedTitleText(text.body());
                case MediaContent.Document document ->
                    message.setDocumentMessage(MediaCodec.write(document));
                case MediaContent.Image image -> message.setImageMessage(MediaCodec.write(image));
                case MediaContent.Video video -> message.setVideoMessage(MediaCodec.write(video));
                case Content.Location location ->
                    message.setLocationMessage(PlainCodec.write(location));
                case Product _ -> throw new IllegalStateException("Templates refuse a product");
              }
            });
    for (TemplateButton button : template.buttons()) {
      write(
          message.addHydratedButtonsBuilder().setIndex(message.getHydratedButtonsCount()), button);
    }
    return message.build();
  }

  private static void write(HydratedTemplateButton.Builder written, TemplateButton button) {
    switch (button) {
      case TemplateButton.QuickReply(var text, var id) ->
          written.getQuickReplyButtonBuilder().setDisplayText(text).setID(id);
      case TemplateButton.Link(var text, var url) ->
          written.getUrlButtonBuilder().setDisplayText(text).setURL(url);
      case TemplateButton.Call(var text, var phoneNumber) ->
          written.getCallButtonBuilder().setDisplayText(text).setPhoneNumber(phoneNumber);
    }
  }

  /// A template comes filled in, or as an interactive message of its own.
  ///
  /// @throws MessageException MALFORMED for one that would have to be filled in here
  static BusinessContent read(TemplateMessage message) {
    if (message.hasHydratedTemplate()) {
      return read(message.getHydratedTemplate());
    }
    return switch (message.getFormatCase()) {
      case HYDRATEDFOURROWTEMPLATE -> read(message.getHydratedFourRowTemplate());
      case INTERACTIVEMESSAGETEMPLATE ->
          InteractiveCodec.read(message.getInteractiveMessageTemplate());
      case FOURROWTEMPLATE, FORMAT_NOT_SET ->
          throw Fields.malformed("a template that is filled in");
    };
  }

  private static Template read(HydratedFourRowTemplate message) {
    Header header =
        switch (message.getTitleCase()) {
          case HYDRATEDTITLETEXT -> Content.Text.of(message.getHydratedTitleText());
          case DOCUMENTMESSAGE -> MediaCodec.read(message.getDocumentMessage());
          case IMAGEMESSAGE -> MediaCodec.read(message.getImageMessage());
          case VIDEOMESSAGE -> MediaCodec.read(message.getVideoMessage());
          case LOCATIONMESSAGE -> PlainCodec.read(message.getLocationMessage());
          case TITLE_NOT_SET -> null;
        };
    List<TemplateButton> buttons = new ArrayList<>();
    for (HydratedTemplateButton button : message.getHydratedButtonsList()) {
      read(button).ifPresent(buttons::add);
    }
    return new Template(
        Optional.ofNullable(header),
        message.getHydratedContentText(),
        message.getHydratedFooterText(),
        buttons,
        message.getTemplateID());
  }

  private static Optional<TemplateButton> read(HydratedTemplateButton button) {
    return Optional.ofNullable(
        switch (button.getHydratedButtonCase()) {
          case QUICKREPLYBUTTON ->
              new TemplateButton.QuickReply(
                  button.getQuickReplyButton().getDisplayText(),
                  button.getQuickReplyButton().getID());
          case URLBUTTON ->
              new TemplateButton.Link(
                  button.getUrlButton().getDisplayText(), button.getUrlButton().getURL());
          case CALLBUTTON ->
              new TemplateButton.Call(
                  button.getCallButton().getDisplayText(), button.getCallButton().getPhoneNumber());
          case HYDRATEDBUTTON_NOT_SET -> null;
        });
  }

  static ButtonReply read(ButtonsResponseMessage message) {
    return new ButtonReply(message.getSelectedButtonID(), message.getSelectedDisplayText());
  }

  static ListReply read(ListResponseMessage message) {
    return new ListReply(
        message.getSingleSelectReply().getSelectedRowID(),
        message.getTitle(),
        message.getDescription());
  }

  static TemplateReply read(TemplateButtonReplyMessage message) {
    return new TemplateReply(
        message.getSelectedID(),
        message.getSelectedDisplayText(),
        Fields.count(message.getSelectedIndex()),
        Fields.count(message.getSelectedCarouselCardIndex()));
  }

  static InteractiveReply read(InteractiveResponseMessage message) {
    return new InteractiveReply(
        message.getBody().getText(),
        message.getNativeFlowResponseMessage().getName(),
        message.getNativeFlowResponseMessage().getParamsJSON(),
        message.getNativeFlowResponseMessage().getVersion());
  }

  private static OrderMessage write(Order order) {
    var message = OrderMessage.newBuilder().setSurface(OrderMessage.OrderSurface.CATALOG);
    Fields.text(order.orderId(), message::setOrderID);
    Fields.bytes(order.jpegThumbnail(), message::setThumbnail);
    Fields.number(order.itemCount(), message::setItemCount);
    order.status().ifPresent(message::setStatus);
    Fields.text(order.message(), message::setMessage);
    Fields.text(order.title(), message::setOrderTitle);
    Fields.jid(order.seller(), message::setSellerJID);
    Fields.text(order.token(), message::setToken);
    Fields.longNumber(order.totalAmount1000(), message::setTotalAmount1000);
    Fields.text(order.currency(), message::setTotalCurrencyCode);
    return message.build();
  }

  static Order read(OrderMessage message) {
    return new Order(
        message.getOrderID(),
        message.getOrderTitle(),
        message.getMessage(),
        message.getItemCount(),
        message.hasStatus() ? Optional.of(message.getStatus()) : Optional.empty(),
        Fields.jid(message.getSellerJID()),
        message.getToken(),
        message.getTotalAmount1000(),
        message.getTotalCurrencyCode(),
        message.getThumbnail());
  }
}
