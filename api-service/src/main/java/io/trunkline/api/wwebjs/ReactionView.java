package io.trunkline.api.wwebjs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.trunkline.api.message.ChatMessages.Addition;
import io.trunkline.api.message.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// All who reacted to a message with one emoji.
record ReactionView(
    String id, String aggregateEmoji, boolean hasReactionByMe, List<Reaction> senders) {

  /// @param ack known of own ones only, and then that WhatsApp has it
  @JsonInclude(Include.ALWAYS)
  record Reaction(
      MessageIds.Id id,
      int orphan,
      String orphanReason,
      long timestamp,
      String reaction,
      boolean read,
      MessageIds.Id msgId,
      String senderId,
      Integer ack) {}

  /// @param own the account's JID
  static List<ReactionView> of(Message message, List<Addition> additions, String own) {
    Map<String, List<Addition>> byEmoji =
        additions.stream()
            .filter(addition -> addition.kind().equals("reaction"))
            .collect(
                Collectors.groupingBy(
                    addition -> addition.choices().getFirst(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return byEmoji.entrySet().stream()
        .map(
            entry ->
                new ReactionView(
                    entry.getKey(),
                    entry.getKey(),
                    entry.getValue().stream().anyMatch(one -> one.sender().equals(own)),
                    entry.getValue().stream().map(one -> reaction(message, one, own)).toList()))
        .toList();
  }

  private static Reaction reaction(Message message, Addition addition, String own) {
    var isOwn = addition.sender().equals(own);
    var target = MessageIds.of(message, own);
    return new Reaction(
        MessageIds.of(isOwn, message.chat(), message.whatsappId(), Optional.of(addition.sender())),
        0,
        null,
        addition.at().getEpochSecond(),
        addition.choices().getFirst(),
        true,
        target,
        Jids.show(addition.sender()),
        isOwn ? 1 : null);
  }
}
