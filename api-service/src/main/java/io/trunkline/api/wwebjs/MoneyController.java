package io.trunkline.api.wwebjs;

import io.trunkline.api.people.People;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.MayBeForm;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.proto.contact.ContactReply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// What messages tell of orders and payments. Amounts are texts, thousandths of the currency's
/// unit, as whatsapp-web.js has them.
@RestController
@MayBeForm
class MoneyController {
  private final MessageDoor door;
  private final People people;

  MoneyController(MessageDoor door, People people) {
    this.door = door;
    this.people = people;
  }

  /// @param data of the business's catalogue, which is not asked for: always null
  record Product(
      String id,
      String price,
      String thumbnailUrl,
      String currency,
      String name,
      long quantity,
      Object data) {}

  /// @param createdAt Unix seconds; null where WhatsApp does not say
  record Order(
      List<Product> products, String subtotal, String total, String currency, Long createdAt) {
    static Order of(ContactReply.Order order) {
      return new Order(
          order.getProductsList().stream().map(Order::product).toList(),
          Long.toString(order.getSubtotal1000()),
          Long.toString(order.getTotal1000()),
          order.getCurrency(),
          order.getCreatedAt() == 0 ? null : order.getCreatedAt());
    }

    private static Product product(ContactReply.Order.Product product) {
      return new Product(
          product.getId(),
          Long.toString(product.getPrice1000()),
          product.getImageUrl(),
          product.getCurrency(),
          product.getName(),
          product.getQuantity(),
          null);
    }
  }

  /// Absent where the message tells of no order.
  @PostMapping("/message/getOrder/{name}")
  Map<String, Object> getOrder(Caller caller, @PathVariable String name, Fields fields) {
    var target = door.open(caller, Scope.READ, name, fields);
    var content = target.message().content();
    if (!content.hasOrder()) {
      return Success.done();
    }
    var order =
        people.order(
            target.session().tenant(),
            target.session().id(),
            content.getOrder().getOrderId(),
            content.getOrder().getToken());
    return Success.of("order", Order.of(order));
  }

  /// What the phone alone knows of a payment, its transaction, is null.
  record Payment(
      MessageIds.Id id,
      String paymentCurrency,
      Long paymentAmount1000,
      Jids.Id paymentMessageReceiverJid,
      Long paymentTransactionTimestamp,
      Integer paymentStatus,
      Integer paymentTxnStatus,
      String paymentNote) {}

  /// Absent where the message is no payment.
  @PostMapping("/message/getPayment/{name}")
  Map<String, Object> getPayment(Caller caller, @PathVariable String name, Fields fields) {
    var target = door.open(caller, Scope.READ, name, fields);
    var unknown = target.message().content().getUnknown();
    if (!unknown.hasPayment()) {
      return Success.done();
    }
    var payment = unknown.getPayment();
    return Success.of(
        "payment",
        new Payment(
            target.view().id(),
            text(payment.getCurrency()).orElse(null),
            payment.getAmount1000() == 0 ? null : payment.getAmount1000(),
            text(payment.getRequestedFrom()).map(Jids::id).orElse(null),
            null,
            null,
            null,
            text(payment.getNote()).orElse(null)));
  }

  private static Optional<String> text(String text) {
    return Optional.of(text).filter(value -> !value.isEmpty());
  }
}
