package io.trunkline.api.tenantapi;

import io.trunkline.api.chat.Chats;
import io.trunkline.api.connection.Connections;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.identity.Access;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Paging;
import io.trunkline.api.web.PathIds;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ChatListController {
  private static final int MOST = 1_000_000;

  private final Connections connections;
  private final Chats chats;

  ChatListController(Connections connections, Chats chats) {
    this.connections = connections;
    this.chats = chats;
  }

  @GetMapping("/api/v1/connections/{id}/chats")
  Envelope list(
      Caller caller,
      @PathVariable String id,
      @RequestParam Optional<String> unread,
      @RequestParam Optional<String> label,
      @RequestParam Optional<String> after,
      @RequestParam Optional<String> limit) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    var session =
        connections.get(tenant, PathIds.parse(id, Problem.CONNECTION_NOT_FOUND, "Connection")).id();
    var size = Paging.limit(limit);
    var offset = Paging.number("after", after, 0, 0, MOST);
    var filter = new Chats.Filter(unread.filter("true"::equals).isPresent(), label);
    var found = chats.list(tenant, session, filter, size + 1, offset);
    return Envelope.of(
        new ChatView.Page(
            found.stream().limit(size).map(ChatView::of).toList(),
            found.size() > size ? Integer.toString(offset + size) : null));
  }
}
