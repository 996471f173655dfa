package io.trunkline.api.newsletter;

import com.google.protobuf.ByteString;
import io.trunkline.api.command.Questions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.message.ContentWords;
import io.trunkline.api.message.Message;
import io.trunkline.api.message.Message.Details;
import io.trunkline.api.message.Message.Direction;
import io.trunkline.api.message.MessageStatus;
import io.trunkline.proto.newsletter.AcceptAdminInvite;
import io.trunkline.proto.newsletter.CreateNewsletter;
import io.trunkline.proto.newsletter.DeleteNewsletter;
import io.trunkline.proto.newsletter.GetNewsletter;
import io.trunkline.proto.newsletter.ListNewsletterPosts;
import io.trunkline.proto.newsletter.ListSubscribedNewsletters;
import io.trunkline.proto.newsletter.Newsletter;
import io.trunkline.proto.newsletter.NewsletterCommand;
import io.trunkline.proto.newsletter.NewsletterPost;
import io.trunkline.proto.newsletter.NewsletterReactions;
import io.trunkline.proto.newsletter.NewsletterReply;
import io.trunkline.proto.newsletter.NewsletterSubscriber;
import io.trunkline.proto.newsletter.SearchNewsletters;
import io.trunkline.proto.newsletter.ViewPosts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.stereotype.Service;

/// What a session can do with newsletters. Every call throws a [Failure] as [Questions#ask] does,
/// and `CHAT_NOT_FOUND` where the JID is none of a newsletter.
@Service
public class Newsletters {
  public static final int MAX_PAGE = 100;

  private final Questions questions;

  Newsletters(Questions questions) {
    this.questions = questions;
  }

  /// @param jpeg at most 1 MiB, or empty
  public Newsletter create(
      UUID tenant, UUID session, String name, String description, byte[] jpeg) {
    return ask(
            tenant,
            session,
            command ->
                command.setCreate(
                    CreateNewsletter.newBuilder()
                        .setName(name)
                        .setDescription(description)
                        .setPicture(ByteString.copyFrom(jpeg))))
        .getNewsletters(0);
  }

  public Newsletter get(UUID tenant, UUID session, String jid) {
    return of(tenant, session, jid, command -> command.setGet(GetNewsletter.getDefaultInstance()))
        .getNewsletters(0);
  }

  /// @param code of the link, or the link
  public Newsletter byInvite(UUID tenant, UUID session, String code) {
    return ask(tenant, session, command -> command.setByInvite(code)).getNewsletters(0);
  }

  /// Those that the account follows or owns.
  public List<Newsletter> list(UUID tenant, UUID session) {
    return ask(
            tenant,
            session,
            command -> command.setSubscribed(ListSubscribedNewsletters.getDefaultInstance()))
        .getNewslettersList();
  }

  public List<Newsletter> search(
      UUID tenant, UUID session, String text, List<String> countries, int limit) {
    return ask(
            tenant,
            session,
            command ->
                command.setDirectory(
                    SearchNewsletters.newBuilder()
                        .setText(text)
                        .addAllCountries(countries)
                        .setLimit(limit)))
        .getNewslettersList();
  }

  /// @return false where WhatsApp refused, as it does to those who may not
  public boolean follow(UUID tenant, UUID session, String jid, boolean isFollowed) {
    return isDone(tenant, session, jid, command -> command.setFollow(isFollowed));
  }

  /// @return as [#follow]
  public boolean mute(UUID tenant, UUID session, String jid, boolean isMuted) {
    return isDone(tenant, session, jid, command -> command.setMute(isMuted));
  }

  /// @return as [#follow]
  public boolean setName(UUID tenant, UUID session, String jid, String name) {
    return isDone(tenant, session, jid, command -> command.setName(name));
  }

  /// @param description empty removes it
  /// @return as [#follow]
  public boolean setDescription(UUID tenant, UUID session, String jid, String description) {
    return isDone(tenant, session, jid, command -> command.setDescription(description));
  }

  /// @param jpeg at most 1 MiB; empty removes the picture
  /// @return as [#follow]
  public boolean setPicture(UUID tenant, UUID session, String jid, byte[] jpeg) {
    return isDone(tenant, session, jid, command -> command.setPicture(ByteString.copyFrom(jpeg)));
  }

  /// @return as [#follow]
  public boolean setReactions(UUID tenant, UUID session, String jid, NewsletterReactions allowed) {
    return isDone(tenant, session, jid, command -> command.setReactions(allowed));
  }

  /// @return as [#follow]
  public boolean delete(UUID tenant, UUID session, String jid) {
    return isDone(
        tenant, session, jid, command -> command.setDelete(DeleteNewsletter.getDefaultInstance()));
  }

  /// @param user an admin
  /// @return as [#follow]
  public boolean changeOwner(UUID tenant, UUID session, String jid, String user) {
    return isDone(tenant, session, jid, command -> command.setChangeOwner(user));
  }

  /// @param user an admin
  /// @return as [#follow]
  public boolean demote(UUID tenant, UUID session, String jid, String user) {
    return isDone(tenant, session, jid, command -> command.setDemote(user));
  }

  /// Lets a user become an admin; the invitation is not sent.
  ///
  /// @return when the invitation ends, Unix seconds or 0; empty where WhatsApp refused
  public Optional<Long> inviteAdmin(UUID tenant, UUID session, String jid, String user) {
    return Questions.granted(
        () ->
            of(tenant, session, jid, command -> command.setInviteAdmin(user)).getInviteExpiresAt());
  }

  /// @return as [#follow]
  public boolean revokeAdminInvite(UUID tenant, UUID session, String jid, String user) {
    return isDone(tenant, session, jid, command -> command.setRevokeAdminInvite(user));
  }

  /// @return as [#follow]
  public boolean acceptAdminInvite(UUID tenant, UUID session, String jid) {
    return isDone(
        tenant,
        session,
        jid,
        command -> command.setAcceptAdminInvite(AcceptAdminInvite.getDefaultInstance()));
  }

  public List<NewsletterSubscriber> subscribers(UUID tenant, UUID session, String jid, int limit) {
    return of(tenant, session, jid, command -> command.setSubscribers(limit)).getSubscribersList();
  }

  /// The newest posts as messages, oldest first; none of them need be stored.
  public List<Message> messages(UUID tenant, UUID session, String jid, int count) {
    return posts(tenant, session, jid, count).stream()
        .map(post -> message(session, jid, post))
        .toList();
  }

  private static Message message(UUID session, String jid, NewsletterPost post) {
    var content = post.getContent();
    var at = Instant.ofEpochSecond(post.getTimestamp());
    return new Message(
        UUID.nameUUIDFromBytes((jid + post.getWhatsappId()).getBytes(StandardCharsets.UTF_8)),
        session,
        post.getTally().getServerId(),
        post.getFromMe() ? Direction.OUT : Direction.IN,
        post.getWhatsappId(),
        jid,
        post.getFromMe() ? Optional.empty() : Optional.of(jid),
        Optional.empty(),
        ContentWords.kind(content),
        ContentWords.words(content),
        post.getFromMe() ? MessageStatus.SENT : MessageStatus.RECEIVED,
        Optional.empty(),
        at,
        at,
        new Details(
            content,
            Optional.empty(),
            false,
            false,
            false,
            post.getTally().getReactionsCount() > 0),
        List.of());
  }

  /// The newest posts, oldest first.
  private List<NewsletterPost> posts(UUID tenant, UUID session, String jid, int count) {
    return of(
            tenant,
            session,
            jid,
            command -> command.setPosts(ListNewsletterPosts.newBuilder().setCount(count)))
        .getPostsList();
  }

  /// Counts the account among those who saw the newest posts.
  public void see(UUID tenant, UUID session, String jid) {
    var seen =
        posts(tenant, session, jid, MAX_PAGE).stream()
            .map(post -> post.getTally().getServerId())
            .toList();
    if (!seen.isEmpty()) {
      of(
          tenant,
          session,
          jid,
          command -> command.setView(ViewPosts.newBuilder().addAllServerIds(seen)));
    }
  }

  private boolean isDone(
      UUID tenant, UUID session, String jid, Consumer<NewsletterCommand.Builder> operation) {
    return Questions.isGranted(() -> of(tenant, session, jid, operation));
  }

  private NewsletterReply of(
      UUID tenant, UUID session, String jid, Consumer<NewsletterCommand.Builder> operation) {
    if (!jid.endsWith("@newsletter")) {
      throw new Failure(Problem.CHAT_NOT_FOUND, "Channel not found");
    }
    return ask(
        tenant,
        session,
        command -> {
          command.setNewsletter(jid);
          operation.accept(command);
        });
  }

  private NewsletterReply ask(
      UUID tenant, UUID session, Consumer<NewsletterCommand.Builder> operation) {
    var command = NewsletterCommand.newBuilder();
    operation.accept(command);
    return questions.ask(tenant, session, order -> order.setNewsletter(command)).getNewsletter();
  }
}
