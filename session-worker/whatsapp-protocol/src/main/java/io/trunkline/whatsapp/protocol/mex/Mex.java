package io.trunkline.whatsapp.protocol.mex;

import io.trunkline.whatsapp.protocol.mex.MexException.Code;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// The stanzas of a query and of a notification.
public final class Mex {
  /// The `xmlns` of a query.
  public static final String XMLNS = "w:mex";

  private static final int BAD_REQUEST = 400;

  private Mex() {}

  /// The child of an `iq` that asks.
  ///
  /// @param queryId names the persisted query; ids change with client versions
  /// @param variables maps, lists, texts, numbers, booleans and nulls, as [Json#write]
  public static Node query(String queryId, Map<String, ?> variables) {
    return Node.of("query")
        .with("query_id", queryId)
        .bytes(Json.write(Map.of("variables", variables)).getBytes(StandardCharsets.UTF_8))
        .build();
  }

  /// What the answer to a query says: the only member of its `data`, whatever its name, which
  /// differs between versions of one query.
  ///
  /// @throws MexException REFUSED where the answer holds an error, MALFORMED where it is none
  public static Json result(Node answer) {
    Node result =
        answer
            .child("result")
            .orElseThrow(() -> new MexException(Code.MALFORMED, "Expected a result"));
    Json json = Json.parse(result.bytes());
    Optional<Json> error = json.get("errors").items().stream().findFirst();
    if (error.isPresent()) {
      int code = (int) error.get().get("extensions").get("error_code").number().orElse(BAD_REQUEST);
      throw new MexException(Code.REFUSED, code, "Expected a result but was error " + code);
    }
    return json.get("data").members().values().stream().findFirst().orElse(Json.NULL);
  }

  /// What a notification tells.
  ///
  /// @param operation names the kind of update, such as `NotificationNewsletterJoin`
  /// @param data the update by its own name, such as `xwa2_notify_newsletter_on_join`
  public record Update(String operation, Json data) {}

  /// The update in a notification; empty where it holds none.
  ///
  /// @throws MexException MALFORMED
  public static Optional<Update> update(Node notification) {
    return notification
        .child("update")
        .map(
            node ->
                new Update(node.find("op_name").orElse(""), Json.parse(node.bytes()).get("data")));
  }
}
