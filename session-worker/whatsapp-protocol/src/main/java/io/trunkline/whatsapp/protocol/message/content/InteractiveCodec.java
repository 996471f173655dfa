package io.trunkline.whatsapp.protocol.message.content;

import io.trunkline.whatsapp.proto.e2e.InteractiveMessage;
import io.trunkline.whatsapp.proto.e2e.InteractiveMessage.ShopMessage.Surface;
import io.trunkline.whatsapp.proto.e2e.ProductMessage;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.Action;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.Header;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.Interactive;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.InteractiveHeader;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.NativeFlowButton;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.Product;
import java.util.Optional;

/// Interactive messages, and the products that may stand in them.
final class InteractiveCodec {
  private InteractiveCodec() {}

  static InteractiveMessage write(Interactive interactive) {
    var message = InteractiveMessage.newBuilder();
    message.getBodyBuilder().setText(interactive.body());
    Fields.text(interactive.footer(), text -> message.getFooterBuilder().setText(text));
    interactive.header().ifPresent(header -> message.setHeader(write(header)));
    interactive.action().ifPresent(action -> write(message, action));
    return message.build();
  }

  private static InteractiveMessage.Header write(InteractiveHeader header) {
    var written =
        InteractiveMessage.Header.newBuilder().setHasMediaAttachment(header.media().isPresent());
    Fields.text(header.title(), written::setTitle);
    Fields.text(header.subtitle(), written::setSubtitle);
    header
        .media()
        .ifPresent(
            media -> {
              switch (media) {
                case MediaContent.Document document ->
                    written.setDocumentMessage(MediaCodec.write(document));
                case MediaContent.Image image -> written.setImageMessage(MediaCodec.write(image));
                case MediaContent.Video video -> written.setVideoMessage(MediaCodec.write(video));
                case Content.Location location ->
                    written.setLocationMessage(PlainCodec.write(location));
                case Product product -> written.setProductMessage(write(product));
                case Content.Text _ -> throw new IllegalStateException("Headers refuse a text");
              }
            });
    return written.build();
  }

  private static void write(InteractiveMessage.Builder message, Action action) {
    switch (action) {
      case Action.NativeFlow(var buttons, var paramsJson, var version) -> {
        var flow = message.getNativeFlowMessageBuilder().setMessageVersion(version);
        Fields.text(paramsJson, flow::setMessageParamsJSON);
        for (NativeFlowButton button : buttons) {
          flow.addButtonsBuilder().setName(button.name()).setButtonParamsJSON(button.paramsJson());
        }
      }
      case Action.Shop(var id, var surface, var version) -> {
        var shop = message.getShopStorefrontMessageBuilder().setID(id).setMessageVersion(version);
        Optional.ofNullable(Surface.forNumber(surface)).ifPresent(shop::setSurface);
      }
      case Action.Collection(var business, var id, var version) ->
          message
              .getCollectionMessageBuilder()
              .setBizJID(business)
              .setID(id)
              .setMessageVersion(version);
      case Action.Carousel(var cards, var version) -> {
        var carousel = message.getCarouselMessageBuilder().setMessageVersion(version);
        cards.forEach(card -> carousel.addCards(write(card)));
      }
    }
  }

  /// @throws MessageException MALFORMED
  static Interactive read(InteractiveMessage message) {
    return new Interactive(
        message.hasHeader() ? Optional.of(read(message.getHeader())) : Optional.empty(),
        message.getBody().getText(),
        message.getFooter().getText(),
        Optional.ofNullable(
            switch (message.getInteractiveMessageCase()) {
              case NATIVEFLOWMESSAGE -> read(message.getNativeFlowMessage());
              case SHOPSTOREFRONTMESSAGE ->
                  new Action.Shop(
                      message.getShopStorefrontMessage().getID(),
                      message.getShopStorefrontMessage().getSurface().getNumber(),
                      message.getShopStorefrontMessage().getMessageVersion());
              case COLLECTIONMESSAGE ->
                  new Action.Collection(
                      message.getCollectionMessage().getBizJID(),
                      message.getCollectionMessage().getID(),
                      message.getCollectionMessage().getMessageVersion());
              case CAROUSELMESSAGE ->
                  new Action.Carousel(
                      message.getCarouselMessage().getCardsList().stream()
                          .map(InteractiveCodec::read)
                          .toList(),
                      message.getCarouselMessage().getMessageVersion());
              case INTERACTIVEMESSAGE_NOT_SET -> null;
            }));
  }

  private static Action.NativeFlow read(InteractiveMessage.NativeFlowMessage message) {
    return new Action.NativeFlow(
        message.getButtonsList().stream()
            .map(button -> new NativeFlowButton(button.getName(), button.getButtonParamsJSON()))
            .toList(),
        message.getMessageParamsJSON(),
        message.getMessageVersion());
  }

  private static InteractiveHeader read(InteractiveMessage.Header header) {
    Header media =
        switch (header.getMediaCase()) {
          case DOCUMENTMESSAGE -> MediaCodec.read(header.getDocumentMessage());
          case IMAGEMESSAGE -> MediaCodec.read(header.getImageMessage());
          case VIDEOMESSAGE -> MediaCodec.read(header.getVideoMessage());
          case LOCATIONMESSAGE -> PlainCodec.read(header.getLocationMessage());
          case PRODUCTMESSAGE -> read(header.getProductMessage());
          case JPEGTHUMBNAIL, MEDIA_NOT_SET -> null;
        };
    return new InteractiveHeader(
        header.getTitle(), header.getSubtitle(), Optional.ofNullable(media));
  }

  static ProductMessage write(Product product) {
    var message = ProductMessage.newBuilder();
    var snapshot = message.getProductBuilder();
    product.image().ifPresent(image -> snapshot.setProductImage(MediaCodec.write(image)));
    Fields.text(product.productId(), snapshot::setProductID);
    Fields.text(product.title(), snapshot::setTitle);
    Fields.text(product.description(), snapshot::setDescription);
    Fields.text(product.currency(), snapshot::setCurrencyCode);
    Fields.longNumber(product.price1000(), snapshot::setPriceAmount1000);
    Fields.text(product.retailerId(), snapshot::setRetailerID);
    Fields.text(product.url(), snapshot::setURL);
    Fields.number(product.imageCount(), snapshot::setProductImageCount);
    Fields.longNumber(product.salePrice1000(), snapshot::setSalePriceAmount1000);
    Fields.jid(product.owner(), message::setBusinessOwnerJID);
    Fields.text(product.body(), message::setBody);
    Fields.text(product.footer(), message::setFooter);
    return message.build();
  }

  /// @throws MessageException MALFORMED for a whole catalogue
  static Product read(ProductMessage message) {
    if (!message.hasProduct()) {
      throw Fields.malformed("a product");
    }
    ProductMessage.ProductSnapshot snapshot = message.getProduct();
    return new Product(
        snapshot.getProductID(),
        snapshot.getTitle(),
        snapshot.getDescription(),
        snapshot.getCurrencyCode(),
        snapshot.getPriceAmount1000(),
        snapshot.getSalePriceAmount1000(),
        snapshot.getRetailerID(),
        snapshot.getURL(),
        Fields.count(snapshot.getProductImageCount()),
        snapshot.hasProductImage()
            ? Optional.of(MediaCodec.read(snapshot.getProductImage()))
            : Optional.empty(),
        Fields.jid(message.getBusinessOwnerJID()),
        message.getBody(),
        message.getFooter());
  }
}
