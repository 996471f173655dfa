package io.trunkline.whatsapp.client.newsletter;

import java.util.List;
import java.util.Optional;

/// What a notification says about a newsletter.
public sealed interface NewsletterUpdate {

  /// This account follows it now.
  record Joined(NewsletterInfo info) implements NewsletterUpdate {}

  /// This account does not follow it any more.
  record Left() implements NewsletterUpdate {}

  record Muted(boolean isMuted) implements NewsletterUpdate {}

  record StateChanged(NewsletterState state) implements NewsletterUpdate {}

  /// Admins changed what it says of itself; what is absent is as before.
  record Described(Optional<String> name, Optional<String> description)
      implements NewsletterUpdate {}

  /// How posts were taken, while the newsletter is watched.
  record Tallied(List<PostTally> posts) implements NewsletterUpdate {
    public Tallied {
      posts = List.copyOf(posts);
    }
  }

  /// Something that this version does not know.
  ///
  /// @param operation WhatsApp's name of it
  record Unknown(String operation) implements NewsletterUpdate {}
}
