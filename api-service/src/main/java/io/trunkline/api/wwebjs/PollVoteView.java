package io.trunkline.api.wwebjs;

import io.trunkline.api.message.ChatMessages.Addition;
import io.trunkline.api.message.Message;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The last vote of one user in a poll.
///
/// @param interractedAtTs Unix milliseconds, so spelled by whatsapp-web.js
record PollVoteView(
    String voter,
    List<Option> selectedOptions,
    long interractedAtTs,
    MessageView parentMessage,
    MessageIds.Id parentMsgKey) {

  record Option(int id, String name) {}

  /// @param own the account's JID
  static List<PollVoteView> of(Message poll, List<Addition> additions, String own) {
    var parent = MessageView.of(poll, own);
    return additions.stream()
        .filter(addition -> addition.kind().equals("poll_vote"))
        .map(
            vote ->
                new PollVoteView(
                    Jids.show(vote.sender()),
                    selected(poll.content().getPoll().getOptionsList(), vote.choices()),
                    vote.at().toEpochMilli(),
                    parent,
                    parent.id()))
        .toList();
  }

  private static List<Option> selected(List<String> options, List<String> hashes) {
    var selected = new ArrayList<Option>();
    for (int i = 0; i < options.size(); i++) {
      if (hashes.contains(hash(options.get(i)))) {
        selected.add(new Option(i, options.get(i)));
      }
    }
    return selected;
  }

  private static String hash(String option) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(option.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
