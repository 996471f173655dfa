package io.trunkline.whatsapp.client.newsletter;

import java.util.Map;
import java.util.OptionalLong;

/// How a post was taken.
///
/// @param serverId the post's number in its newsletter
/// @param views absent where WhatsApp does not say
/// @param reactions how often each emoji was given
public record PostTally(long serverId, OptionalLong views, Map<String, Long> reactions) {
  public PostTally {
    reactions = Map.copyOf(reactions);
  }
}
