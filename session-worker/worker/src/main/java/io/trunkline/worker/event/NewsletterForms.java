package io.trunkline.worker.event;

import io.trunkline.proto.newsletter.Newsletter;
import io.trunkline.proto.newsletter.NewsletterChanged;
import io.trunkline.proto.newsletter.NewsletterDescribed;
import io.trunkline.proto.newsletter.NewsletterReactions;
import io.trunkline.proto.newsletter.NewsletterRole;
import io.trunkline.proto.newsletter.NewsletterState;
import io.trunkline.proto.newsletter.NewsletterSubscriber;
import io.trunkline.proto.newsletter.PostTallies;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.newsletter.NewsletterInfo;
import io.trunkline.whatsapp.client.newsletter.NewsletterPost;
import io.trunkline.whatsapp.client.newsletter.NewsletterUpdate;
import io.trunkline.whatsapp.client.newsletter.PostTally;
import io.trunkline.worker.content.ContentMapper;
import java.time.Instant;
import java.util.Optional;

/// Newsletters in the contract's words.
public final class NewsletterForms {
  private NewsletterForms() {}

  static NewsletterChanged of(SessionEvent.NewsletterChanged event) {
    var body =
        NewsletterChanged.newBuilder()
            .setNewsletter(event.newsletter().toString())
            .setAtMs(event.at().toEpochMilli());
    switch (event.update()) {
      case NewsletterUpdate.Joined(var info) -> body.setJoined(of(info));
      case NewsletterUpdate.Left() -> body.setLeft(true);
      case NewsletterUpdate.Muted(var isMuted) -> body.setMuted(isMuted);
      case NewsletterUpdate.StateChanged(var state) -> body.setState(of(state));
      case NewsletterUpdate.Described(var name, var description) -> {
        var described = NewsletterDescribed.newBuilder();
        name.ifPresent(described::setName);
        description.ifPresent(described::setDescription);
        body.setDescribed(described);
      }
      case NewsletterUpdate.Tallied(var posts) ->
          body.setTallied(
              PostTallies.newBuilder()
                  .addAllPosts(posts.stream().map(NewsletterForms::of).toList()));
      case NewsletterUpdate.Unknown(var operation) -> body.setUnknown(operation);
    }
    return body.build();
  }

  public static Newsletter of(NewsletterInfo info) {
    return Newsletter.newBuilder()
        .setJid(info.jid().toString())
        .setState(of(info.state()))
        .setName(info.name())
        .setDescription(info.description())
        .setInviteCode(info.inviteCode())
        .setCreatedAt(seconds(info.createdAt()))
        .setSubscribers(info.subscribers())
        .setVerified(info.isVerified())
        .setPicturePath(info.picturePath())
        .setReactions(NewsletterReactions.valueOf("NEWSLETTER_REACTIONS_" + info.reactions()))
        .setRole(NewsletterRole.valueOf("NEWSLETTER_ROLE_" + info.role()))
        .setMuted(info.isMuted())
        .build();
  }

  private static NewsletterState of(io.trunkline.whatsapp.client.newsletter.NewsletterState state) {
    return NewsletterState.valueOf("NEWSLETTER_STATE_" + state);
  }

  public static io.trunkline.proto.newsletter.NewsletterPost of(NewsletterPost post) {
    return io.trunkline.proto.newsletter.NewsletterPost.newBuilder()
        .setWhatsappId(post.whatsappId())
        .setTimestamp(post.timestamp().getEpochSecond())
        .setFromMe(post.isOwn())
        .setContent(ContentMapper.of(post.message()))
        .setTally(of(post.tally()))
        .build();
  }

  public static io.trunkline.proto.newsletter.PostTally of(PostTally tally) {
    var form =
        io.trunkline.proto.newsletter.PostTally.newBuilder()
            .setServerId(tally.serverId())
            .putAllReactions(tally.reactions());
    tally.views().ifPresent(form::setViews);
    return form.build();
  }

  public static NewsletterSubscriber of(
      io.trunkline.whatsapp.client.newsletter.NewsletterSubscriber subscriber) {
    return NewsletterSubscriber.newBuilder()
        .setUser(AddressForms.of(subscriber.user()))
        .setName(subscriber.name())
        .setRole(NewsletterRole.valueOf("NEWSLETTER_ROLE_" + subscriber.role()))
        .setSince(seconds(subscriber.since()))
        .build();
  }

  private static long seconds(Optional<Instant> instant) {
    return instant.map(Instant::getEpochSecond).orElse(0L);
  }
}
