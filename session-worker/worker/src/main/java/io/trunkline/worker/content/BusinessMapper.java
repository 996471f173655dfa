package io.trunkline.worker.content;

import io.trunkline.proto.content.ButtonReply;
import io.trunkline.proto.content.Buttons;
import io.trunkline.proto.content.InteractiveReply;
import io.trunkline.proto.content.ListMenu;
import io.trunkline.proto.content.ListReply;
import io.trunkline.proto.content.MenuHeader;
import io.trunkline.proto.content.Template;
import io.trunkline.proto.content.TemplateReply;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.Header;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.ProductList;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.TemplateButton;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.MediaContent;
import java.util.Optional;

/// Menus of businesses, and the answers to them.
final class BusinessMapper {
  private BusinessMapper() {}

  static void put(BusinessContent content, io.trunkline.proto.content.Content.Builder to) {
    switch (content) {
      case BusinessContent.Buttons buttons -> to.setButtons(of(buttons));
      case BusinessContent.ListMenu menu -> to.setListMenu(of(menu));
      case BusinessContent.Template template -> to.setTemplate(of(template));
      case BusinessContent.Interactive interactive ->
          to.setInteractive(InteractiveMapper.of(interactive));
      case BusinessContent.ButtonReply(var id, var text) ->
          to.setButtonReply(ButtonReply.newBuilder().setId(id).setText(text));
      case BusinessContent.ListReply(var rowId, var title, var description) ->
          to.setListReply(
              ListReply.newBuilder().setRowId(rowId).setTitle(title).setDescription(description));
      case BusinessContent.TemplateReply(var id, var text, var index, var cardIndex) ->
          to.setTemplateReply(
              TemplateReply.newBuilder()
                  .setId(id)
                  .setText(text)
                  .setIndex(index)
                  .setCardIndex(cardIndex));
      case BusinessContent.InteractiveReply(var body, var name, var paramsJson, var version) ->
          to.setInteractiveReply(
              InteractiveReply.newBuilder()
                  .setBody(body)
                  .setName(name)
                  .setParamsJson(paramsJson)
                  .setVersion(version));
      case BusinessContent.Order order -> to.setOrder(InteractiveMapper.of(order));
      case BusinessContent.Product product -> to.setProduct(InteractiveMapper.of(product));
    }
  }

  static BusinessContent.ButtonReply reply(ButtonReply reply) {
    return new BusinessContent.ButtonReply(reply.getId(), reply.getText());
  }

  static BusinessContent.ListReply reply(ListReply reply) {
    return new BusinessContent.ListReply(
        reply.getRowId(), reply.getTitle(), reply.getDescription());
  }

  static BusinessContent.TemplateReply reply(TemplateReply reply) {
    return new BusinessContent.TemplateReply(
        reply.getId(), reply.getText(), reply.getIndex(), reply.getCardIndex());
  }

  static BusinessContent.InteractiveReply reply(InteractiveReply reply) {
    return new BusinessContent.InteractiveReply(
        reply.getBody(), reply.getName(), reply.getParamsJson(), reply.getVersion());
  }

  /// @throws IllegalArgumentException for one of no kind
  static Header header(MenuHeader header) {
    return switch (header.getKindCase()) {
      case TEXT -> Content.Text.of(header.getText());
      case IMAGE -> MediaMapper.image(header.getImage());
      case VIDEO -> MediaMapper.video(header.getVideo());
      case DOCUMENT -> MediaMapper.document(header.getDocument());
      case LOCATION -> PlainMapper.location(header.getLocation());
      case PRODUCT -> InteractiveMapper.product(header.getProduct());
      case KIND_NOT_SET -> throw new IllegalArgumentException("Expected a header but was none");
    };
  }

  static MenuHeader of(Header header) {
    var built = MenuHeader.newBuilder();
    switch (header) {
      case Content.Text text -> built.setText(text.body());
      case MediaContent.Image image -> built.setImage(MediaMapper.of(image));
      case MediaContent.Video video -> built.setVideo(MediaMapper.of(video));
      case MediaContent.Document document -> built.setDocument(MediaMapper.of(document));
      case Content.Location location -> built.setLocation(PlainMapper.of(location));
      case BusinessContent.Product product -> built.setProduct(InteractiveMapper.of(product));
    }
    return built.build();
  }

  static BusinessContent.Buttons buttons(Buttons buttons) {
    return new BusinessContent.Buttons(
        buttons.hasHeader() ? Optional.of(header(buttons.getHeader())) : Optional.empty(),
        buttons.getBody(),
        buttons.getFooter(),
        buttons.getButtonsList().stream().map(BusinessMapper::button).toList());
  }

  private static BusinessContent.Buttons.Button button(Buttons.Button button) {
    return new BusinessContent.Buttons.Button(
        button.getId(),
        button.getText(),
        button.hasFlow()
            ? Optional.of(InteractiveMapper.flowButton(button.getFlow()))
            : Optional.empty());
  }

  private static Buttons of(BusinessContent.Buttons buttons) {
    var built = Buttons.newBuilder().setBody(buttons.body()).setFooter(buttons.footer());
    buttons.header().ifPresent(header -> built.setHeader(of(header)));
    for (BusinessContent.Buttons.Button button : buttons.buttons()) {
      var one = built.addButtonsBuilder().setId(button.id()).setText(button.text());
      button.flow().ifPresent(flow -> one.setFlow(InteractiveMapper.of(flow)));
    }
    return built.build();
  }

  static BusinessContent.ListMenu listMenu(ListMenu menu) {
    return new BusinessContent.ListMenu(
        menu.getTitle(),
        menu.getDescription(),
        menu.getButtonText(),
        menu.getFooter(),
        menu.getSectionsList().stream().map(BusinessMapper::section).toList(),
        menu.hasProducts() ? Optional.of(products(menu.getProducts())) : Optional.empty());
  }

  private static BusinessContent.ListMenu.Section section(ListMenu.Section section) {
    return new BusinessContent.ListMenu.Section(
        section.getTitle(),
        section.getRowsList().stream()
            .map(
                row ->
                    new BusinessContent.ListMenu.Row(
                        row.getId(), row.getTitle(), row.getDescription()))
            .toList());
  }

  private static ProductList products(ListMenu.ProductList products) {
    return new ProductList(
        Parts.jid(products.getOwner()),
        products.getSectionsList().stream()
            .map(
                section ->
                    new ProductList.ProductSection(section.getTitle(), section.getProductIdsList()))
            .toList(),
        products.getHeaderProductId(),
        products.getHeaderThumbnail());
  }

  private static ListMenu of(BusinessContent.ListMenu menu) {
    var built =
        ListMenu.newBuilder()
            .setTitle(menu.title())
            .setDescription(menu.description())
            .setButtonText(menu.buttonText())
            .setFooter(menu.footer());
    for (BusinessContent.ListMenu.Section section : menu.sections()) {
      var one = built.addSectionsBuilder().setTitle(section.title());
      for (BusinessContent.ListMenu.Row row : section.rows()) {
        one.addRowsBuilder()
            .setId(row.id())
            .setTitle(row.title())
            .setDescription(row.description());
      }
    }
    menu.products().ifPresent(products -> built.setProducts(of(products)));
    return built.build();
  }

  private static ListMenu.ProductList of(ProductList products) {
    var built =
        ListMenu.ProductList.newBuilder()
            .setOwner(Parts.text(products.owner()))
            .setHeaderProductId(products.headerProductId())
            .setHeaderThumbnail(products.headerThumbnail());
    for (ProductList.ProductSection section : products.sections()) {
      built.addSectionsBuilder().setTitle(section.title()).addAllProductIds(section.productIds());
    }
    return built.build();
  }

  static BusinessContent.Template template(Template template) {
    return new BusinessContent.Template(
        template.hasHeader() ? Optional.of(header(template.getHeader())) : Optional.empty(),
        template.getBody(),
        template.getFooter(),
        template.getButtonsList().stream().map(BusinessMapper::button).toList(),
        template.getId());
  }

  private static TemplateButton button(Template.Button button) {
    return switch (button.getActionCase()) {
      case REPLY_ID -> new TemplateButton.QuickReply(button.getText(), button.getReplyId());
      case URL -> new TemplateButton.Link(button.getText(), button.getUrl());
      case PHONE_NUMBER -> new TemplateButton.Call(button.getText(), button.getPhoneNumber());
      case ACTION_NOT_SET ->
          throw new IllegalArgumentException("Expected a button that does something");
    };
  }

  private static Template of(BusinessContent.Template template) {
    var built =
        Template.newBuilder()
            .setBody(template.body())
            .setFooter(template.footer())
            .setId(template.id());
    template.header().ifPresent(header -> built.setHeader(of(header)));
    for (TemplateButton button : template.buttons()) {
      var one = built.addButtonsBuilder();
      switch (button) {
        case TemplateButton.QuickReply(var text, var id) -> one.setText(text).setReplyId(id);
        case TemplateButton.Link(var text, var url) -> one.setText(text).setUrl(url);
        case TemplateButton.Call(var text, var number) -> one.setText(text).setPhoneNumber(number);
      }
    }
    return built.build();
  }
}
