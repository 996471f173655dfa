package io.trunkline.api.tenantapi;

import io.trunkline.api.failure.Problem;
import io.trunkline.api.identity.Access;
import io.trunkline.api.media.MessageFiles;
import io.trunkline.api.message.MessageHistory;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Paging;
import io.trunkline.api.web.PathIds;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.util.Map;
import java.util.OptionalLong;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class MessageListController {
  private final MessageHistory messages;
  private final MessageFiles files;

  MessageListController(MessageHistory messages, MessageFiles files) {
    this.messages = messages;
    this.files = files;
  }

  @GetMapping("/api/v1/messages")
  Envelope list(Caller caller, @RequestParam Map<String, String> query) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    var asked = new MessageQuery(query);
    var before = asked.parsed("after", Long::parseLong);
    var page =
        messages.list(
            tenant,
            asked.filter(),
            before.map(OptionalLong::of).orElseGet(OptionalLong::empty),
            Paging.limit(asked.text("limit")));
    return Envelope.of(
        new MessageView.Page(
            page.messages().stream().map(MessageView::of).toList(),
            page.next().isPresent() ? Long.toString(page.next().getAsLong()) : null));
  }

  @GetMapping("/api/v1/messages/{id}")
  Envelope get(Caller caller, @PathVariable String id) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    var message = PathIds.parse(id, Problem.MESSAGE_NOT_FOUND, "Message");
    return Envelope.of(
        new MessageView.Single(
            MessageView.of(messages.get(tenant, message)),
            files.about(tenant, message).map(MessageView.Media::of).orElse(null)));
  }
}
