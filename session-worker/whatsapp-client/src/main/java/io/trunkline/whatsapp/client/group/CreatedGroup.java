package io.trunkline.whatsapp.client.group;

import java.util.List;

/// A group that was made.
///
/// @param info with those who are in it
/// @param notAdded the others, each with the reason; with 403 there is an invitation to send
public record CreatedGroup(GroupInfo info, List<ParticipantOutcome> notAdded) {
  public CreatedGroup {
    notAdded = List.copyOf(notAdded);
  }
}
