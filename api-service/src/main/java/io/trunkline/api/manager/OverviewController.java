package io.trunkline.api.manager;

import io.trunkline.api.connection.Connections;
import io.trunkline.api.identity.Access;
import io.trunkline.api.message.MessageFilter;
import io.trunkline.api.message.MessageHistory;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Times;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class OverviewController {
  private static final int RECENT = 10;

  private final Connections connections;
  private final MessageHistory messages;
  private final Clock clock;

  OverviewController(Connections connections, MessageHistory messages, Clock clock) {
    this.connections = connections;
    this.messages = messages;
    this.clock = clock;
  }

  record Overview(
      Connections.Counts connections,
      MessageHistory.Counts messages,
      List<MessageView> recentMessages,
      String generatedAt) {}

  @GetMapping("/api/v1/dashboard/overview")
  Envelope overview(Caller caller) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    return Envelope.of(
        new Overview(
            connections.count(tenant),
            messages.count(tenant),
            messages
                .list(tenant, MessageFilter.ALL, OptionalLong.empty(), RECENT)
                .messages()
                .stream()
                .map(MessageView::of)
                .toList(),
            Times.text(clock.instant())));
  }
}
