package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.client.newsletter.NewsletterInfo;
import io.trunkline.whatsapp.client.newsletter.NewsletterPost;
import io.trunkline.whatsapp.client.newsletter.NewsletterSetting;
import io.trunkline.whatsapp.client.newsletter.NewsletterSubscriber;
import io.trunkline.whatsapp.client.newsletter.PostTally;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/// Newsletters, which WhatsApp calls channels: followed, read, and as an owner made and written.
/// Posts go out by [WhatsAppSession#send] with the newsletter as chat (texts and files, whose
/// bytes are uploaded by [MediaTransfers#uploadPlain]); they come in like messages. Nothing of a
/// newsletter is encrypted.
///
/// Calls fail with [SendFailure]; [SendFailure.Code#REFUSED] carries WhatsApp's number.
public interface Newsletters {

  int MAX_NAME_CHARACTERS = 100;
  int MAX_DESCRIPTION_CHARACTERS = 2048;
  int MAX_PICTURE_BYTES = 1 << 20;
  int MAX_PAGE = 100;

  /// Accepts WhatsApp's terms for owners and makes a newsletter.
  ///
  /// @param description may be empty
  /// @param jpeg a square picture of at most [#MAX_PICTURE_BYTES]
  CompletionStage<NewsletterInfo> create(String name, String description, Optional<byte[]> jpeg);

  CompletionStage<NewsletterInfo> byJid(Jid newsletter);

  /// @param code the end of its link, or the link
  CompletionStage<NewsletterInfo> byInvite(String code);

  /// All that this account follows or owns.
  CompletionStage<List<NewsletterInfo>> subscribed();

  /// WhatsApp's recommendations.
  ///
  /// @param text what name or description must contain, in any case; empty = all
  /// @param countries two letters each; empty = all
  /// @param limit how many are asked for before the text is looked for, at most [#MAX_PAGE]
  CompletionStage<List<NewsletterInfo>> directory(String text, List<String> countries, int limit);

  CompletionStage<Void> follow(Jid newsletter);

  CompletionStage<Void> unfollow(Jid newsletter);

  CompletionStage<Void> mute(Jid newsletter, boolean isMuted);

  CompletionStage<Void> update(Jid newsletter, NewsletterSetting setting);

  CompletionStage<Void> delete(Jid newsletter);

  CompletionStage<Void> changeOwner(Jid newsletter, Jid user);

  CompletionStage<Void> demote(Jid newsletter, Jid user);

  /// Lets a user become an admin of an own newsletter. The user learns of it by a message of kind
  /// newsletter invite, which is the caller's to send.
  ///
  /// @return when the invitation ends, where WhatsApp tells it
  CompletionStage<Optional<Instant>> inviteAdmin(Jid newsletter, Jid user);

  CompletionStage<Void> revokeAdminInvite(Jid newsletter, Jid user);

  /// Makes this account an admin, where it is invited.
  CompletionStage<Void> acceptAdminInvite(Jid newsletter);

  /// Followers of an own newsletter, the newest first.
  CompletionStage<List<NewsletterSubscriber>> subscribers(Jid newsletter, int limit);

  /// Posts, in the order of their numbers.
  ///
  /// @param count at most [#MAX_PAGE]
  /// @param before the number before which they are to be; absent = the newest
  CompletionStage<List<NewsletterPost>> posts(Jid newsletter, int count, OptionalLong before);

  /// How posts were taken since then.
  ///
  /// @param count at most [#MAX_PAGE]
  /// @param after the number after which the posts are to be
  CompletionStage<List<PostTally>> tallies(
      Jid newsletter, int count, Optional<Instant> since, OptionalLong after);

  /// Has WhatsApp tell how posts are taken, as it happens.
  ///
  /// @return for how long; then it has to be asked for again
  CompletionStage<Duration> watch(Jid newsletter);

  /// @param serverId the post's number
  /// @param emoji empty takes the reaction back
  CompletionStage<Void> react(Jid newsletter, long serverId, String emoji);

  /// Counts this account among those who saw the posts.
  CompletionStage<Void> viewed(Jid newsletter, List<Long> serverIds);
}
