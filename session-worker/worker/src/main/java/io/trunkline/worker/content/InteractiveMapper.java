package io.trunkline.worker.content;

import io.trunkline.proto.content.Interactive;
import io.trunkline.proto.content.NativeFlowButton;
import io.trunkline.proto.content.Order;
import io.trunkline.proto.content.Product;
import io.trunkline.whatsapp.proto.e2e.OrderMessage.OrderStatus;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.Action;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.InteractiveHeader;
import java.util.Optional;

/// Interactive messages, orders and products.
final class InteractiveMapper {
  private InteractiveMapper() {}

  static BusinessContent.Interactive interactive(Interactive interactive) {
    return new BusinessContent.Interactive(
        interactive.hasHeader() ? Optional.of(header(interactive.getHeader())) : Optional.empty(),
        interactive.getBody(),
        interactive.getFooter(),
        action(interactive));
  }

  static Interactive of(BusinessContent.Interactive interactive) {
    var built =
        Interactive.newBuilder().setBody(interactive.body()).setFooter(interactive.footer());
    interactive.header().ifPresent(header -> built.setHeader(of(header)));
    interactive.action().ifPresent(action -> put(action, built));
    return built.build();
  }

  private static InteractiveHeader header(Interactive.Header header) {
    return new InteractiveHeader(
        header.getTitle(),
        header.getSubtitle(),
        header.hasMedia()
            ? Optional.of(BusinessMapper.header(header.getMedia()))
            : Optional.empty());
  }

  private static Interactive.Header of(InteractiveHeader header) {
    var built =
        Interactive.Header.newBuilder().setTitle(header.title()).setSubtitle(header.subtitle());
    header.media().ifPresent(media -> built.setMedia(BusinessMapper.of(media)));
    return built.build();
  }

  private static Optional<Action> action(Interactive interactive) {
    return switch (interactive.getActionCase()) {
      case NATIVE_FLOW -> {
        var flow = interactive.getNativeFlow();
        yield Optional.of(
            new Action.NativeFlow(
                flow.getButtonsList().stream().map(InteractiveMapper::flowButton).toList(),
                flow.getParamsJson(),
                flow.getVersion()));
      }
      case SHOP -> {
        var shop = interactive.getShop();
        yield Optional.of(new Action.Shop(shop.getId(), shop.getSurface(), shop.getVersion()));
      }
      case COLLECTION -> {
        var collection = interactive.getCollection();
        yield Optional.of(
            new Action.Collection(
                collection.getBusiness(), collection.getId(), collection.getVersion()));
      }
      case CAROUSEL -> {
        var carousel = interactive.getCarousel();
        yield Optional.of(
            new Action.Carousel(
                carousel.getCardsList().stream().map(InteractiveMapper::interactive).toList(),
                carousel.getVersion()));
      }
      case ACTION_NOT_SET -> Optional.empty();
    };
  }

  private static void put(Action action, Interactive.Builder to) {
    switch (action) {
      case Action.NativeFlow(var buttons, var paramsJson, var version) ->
          to.setNativeFlow(
              Interactive.NativeFlow.newBuilder()
                  .addAllButtons(buttons.stream().map(InteractiveMapper::of).toList())
                  .setParamsJson(paramsJson)
                  .setVersion(version));
      case Action.Shop(var id, var surface, var version) ->
          to.setShop(
              Interactive.Shop.newBuilder().setId(id).setSurface(surface).setVersion(version));
      case Action.Collection(var business, var id, var version) ->
          to.setCollection(
              Interactive.Collection.newBuilder()
                  .setBusiness(business)
                  .setId(id)
                  .setVersion(version));
      case Action.Carousel(var cards, var version) ->
          to.setCarousel(
              Interactive.Carousel.newBuilder()
                  .addAllCards(cards.stream().map(InteractiveMapper::of).toList())
                  .setVersion(version));
    }
  }

  static BusinessContent.NativeFlowButton flowButton(NativeFlowButton button) {
    return new BusinessContent.NativeFlowButton(button.getName(), button.getParamsJson());
  }

  static NativeFlowButton of(BusinessContent.NativeFlowButton button) {
    return NativeFlowButton.newBuilder()
        .setName(button.name())
        .setParamsJson(button.paramsJson())
        .build();
  }

  static BusinessContent.Order order(Order order) {
    return new BusinessContent.Order(
        order.getOrderId(),
        order.getTitle(),
        order.getMessage(),
        order.getItemCount(),
        Parts.namedUnlessFirst(OrderStatus.class, order.getStatus()),
        Parts.jid(order.getSeller()),
        order.getToken(),
        order.getTotalAmount1000(),
        order.getCurrency(),
        order.getJpegThumbnail());
  }

  static Order of(BusinessContent.Order order) {
    var built =
        Order.newBuilder()
            .setOrderId(order.orderId())
            .setTitle(order.title())
            .setMessage(order.message())
            .setItemCount(order.itemCount())
            .setSeller(Parts.text(order.seller()))
            .setToken(order.token())
            .setTotalAmount1000(order.totalAmount1000())
            .setCurrency(order.currency())
            .setJpegThumbnail(order.jpegThumbnail());
    order.status().ifPresent(status -> built.setStatus(Parts.named(Order.Status.class, status)));
    return built.build();
  }

  static BusinessContent.Product product(Product product) {
    return new BusinessContent.Product(
        product.getProductId(),
        product.getTitle(),
        product.getDescription(),
        product.getCurrency(),
        product.getPrice1000(),
        product.getSalePrice1000(),
        product.getRetailerId(),
        product.getUrl(),
        product.getImageCount(),
        product.hasImage() ? Optional.of(MediaMapper.image(product.getImage())) : Optional.empty(),
        Parts.jid(product.getOwner()),
        product.getBody(),
        product.getFooter());
  }

  static Product of(BusinessContent.Product product) {
    var built =
        Product.newBuilder()
            .setProductId(product.productId())
            .setTitle(product.title())
            .setDescription(product.description())
            .setCurrency(product.currency())
            .setPrice1000(product.price1000())
            .setSalePrice1000(product.salePrice1000())
            .setRetailerId(product.retailerId())
            .setUrl(product.url())
            .setImageCount(product.imageCount())
            .setOwner(Parts.text(product.owner()))
            .setBody(product.body())
            .setFooter(product.footer());
    product.image().ifPresent(image -> built.setImage(MediaMapper.of(image)));
    return built.build();
  }
}
