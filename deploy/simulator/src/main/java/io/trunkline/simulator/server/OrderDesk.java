package io.trunkline.simulator.server;

import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What was ordered of businesses, by the order's id. Kept as long as the process runs.
public final class OrderDesk {

  /// Amounts are thousandths of the currency's unit.
  ///
  /// @param createdAt Unix seconds
  public record Order(
      String id, String token, String currency, long createdAt, List<Product> products) {
    public Order {
      products = List.copyOf(products);
    }
  }

  public record Product(String id, String name, long price, long quantity) {}

  private final Map<String, Order> orders = new ConcurrentHashMap<>();

  public void place(Order order) {
    orders.put(order.id(), order);
  }

  /// Answers a query of `fb:thrift_iq`; an order is shown to who has its token.
  Node answer(Node query) {
    Optional<Order> order =
        query
            .child("order")
            .filter(asked -> asked.has("op", "get"))
            .flatMap(
                asked ->
                    asked
                        .find("id")
                        .map(orders::get)
                        .filter(found -> textOf(asked, "token").equals(found.token())));
    return order
        .map(found -> Answers.result(query, node(found)))
        .orElseGet(() -> Answers.error(query, 404, "item-not-found"));
  }

  private static String textOf(Node node, String child) {
    return node.child(child).map(Node::text).orElse("");
  }

  private static Node node(Order order) {
    long total = order.products().stream().mapToLong(one -> one.price() * one.quantity()).sum();
    return Node.of("order")
        .with("id", order.id())
        .with("creation_ts", order.createdAt())
        .children(order.products().stream().map(product -> node(product, order)).toList())
        .child(
            Node.of("price")
                .child(text("subtotal", Long.toString(total)))
                .child(text("currency", order.currency()))
                .child(text("total", Long.toString(total)))
                .build())
        .build();
  }

  private static Node node(Product product, Order order) {
    return Node.of("product")
        .child(text("id", product.id()))
        .child(Node.of("image").child(text("url", "https://media.example/" + product.id())).build())
        .child(text("price", Long.toString(product.price())))
        .child(text("currency", order.currency()))
        .child(text("name", product.name()))
        .child(text("quantity", Long.toString(product.quantity())))
        .build();
  }

  private static Node text(String tag, String text) {
    return Node.of(tag).text(text).build();
  }
}
