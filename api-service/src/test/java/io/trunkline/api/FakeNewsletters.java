package io.trunkline.api;

import io.trunkline.proto.command.Reply;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.newsletter.Newsletter;
import io.trunkline.proto.newsletter.NewsletterCommand;
import io.trunkline.proto.newsletter.NewsletterPost;
import io.trunkline.proto.newsletter.NewsletterReply;
import io.trunkline.proto.newsletter.NewsletterRole;
import io.trunkline.proto.newsletter.NewsletterState;
import io.trunkline.proto.newsletter.NewsletterSubscriber;
import io.trunkline.proto.newsletter.PostTally;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What WhatsApp says of newsletters to a [FakeWorker]: they are what commands made them, each with
/// one follower and one post.
final class FakeNewsletters {
  static final String FOREIGN = "120363000000000404@newsletter";

  private final Map<String, Newsletter> all = new ConcurrentHashMap<>();

  Reply.Builder answer(NewsletterCommand command) {
    var reply = Reply.newBuilder().setCode(ReplyCode.OK);
    if (command.getNewsletter().equals(FOREIGN)) {
      return reply.setCode(ReplyCode.REFUSED).setReason("403");
    }
    return reply.setNewsletter(said(command));
  }

  private NewsletterReply.Builder said(NewsletterCommand command) {
    var reply = NewsletterReply.newBuilder();
    var known = all.getOrDefault(command.getNewsletter(), Newsletter.getDefaultInstance());
    switch (command.getOperationCase()) {
      case CREATE -> reply.addNewsletters(create(command));
      case GET -> reply.addNewsletters(known);
      case BY_INVITE -> reply.addAllNewsletters(all.values());
      case SUBSCRIBED, DIRECTORY -> reply.addAllNewsletters(all.values());
      case NAME -> keep(known.toBuilder().setName(command.getName()));
      case DESCRIPTION -> keep(known.toBuilder().setDescription(command.getDescription()));
      case MUTE -> keep(known.toBuilder().setMuted(command.getMute()));
      case REACTIONS -> keep(known.toBuilder().setReactions(command.getReactions()));
      case SUBSCRIBERS ->
          reply.addSubscribers(
              NewsletterSubscriber.newBuilder()
                  .setUser(Address.newBuilder().setPn("12025550108@s.whatsapp.net"))
                  .setRole(NewsletterRole.NEWSLETTER_ROLE_SUBSCRIBER));
      case POSTS ->
          reply.addPosts(
              NewsletterPost.newBuilder()
                  .setWhatsappId("3EB0AA")
                  .setTimestamp(1767600000)
                  .setContent(Content.newBuilder().setText(Text.newBuilder().setBody("news")))
                  .setTally(PostTally.newBuilder().setServerId(101).putReactions("👍", 1)));
      case INVITE_ADMIN -> reply.setInviteExpiresAt(1768000000);
      default -> {
        // Changes nothing that is asked for.
      }
    }
    return reply;
  }

  private Newsletter create(NewsletterCommand command) {
    return keep(
        Newsletter.newBuilder()
            .setJid("12036300000000000" + all.size() + "@newsletter")
            .setState(NewsletterState.NEWSLETTER_STATE_ACTIVE)
            .setName(command.getCreate().getName())
            .setDescription(command.getCreate().getDescription())
            .setInviteCode("0029VaAbCd")
            .setCreatedAt(1767600000)
            .setRole(NewsletterRole.NEWSLETTER_ROLE_OWNER));
  }

  private Newsletter keep(Newsletter.Builder newsletter) {
    all.put(newsletter.getJid(), newsletter.build());
    return newsletter.build();
  }
}
