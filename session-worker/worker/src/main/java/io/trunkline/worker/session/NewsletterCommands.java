package io.trunkline.worker.session;

import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.newsletter.CreateNewsletter;
import io.trunkline.proto.newsletter.ListNewsletterPosts;
import io.trunkline.proto.newsletter.ListPostTallies;
import io.trunkline.proto.newsletter.NewsletterCommand;
import io.trunkline.proto.newsletter.NewsletterCommand.OperationCase;
import io.trunkline.proto.newsletter.NewsletterReply;
import io.trunkline.proto.newsletter.SearchNewsletters;
import io.trunkline.whatsapp.client.Newsletters;
import io.trunkline.whatsapp.client.newsletter.NewsletterInfo;
import io.trunkline.whatsapp.client.newsletter.NewsletterReactions;
import io.trunkline.whatsapp.client.newsletter.NewsletterSetting;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import io.trunkline.worker.event.NewsletterForms;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// Carries out what is asked of newsletters. In the session's mailbox.
final class NewsletterCommands {
  private static final Set<OperationCase> ONCE =
      Set.of(
          OperationCase.CREATE,
          OperationCase.DELETE,
          OperationCase.CHANGE_OWNER,
          OperationCase.DEMOTE,
          OperationCase.INVITE_ADMIN);
  private static final Set<OperationCase> WITHOUT_NEWSLETTER =
      Set.of(
          OperationCase.CREATE,
          OperationCase.BY_INVITE,
          OperationCase.SUBSCRIBED,
          OperationCase.DIRECTORY);

  private final HostedSession host;
  private final OnceCommands once;
  private final Replies replies;
  private final Lookups lookups;

  NewsletterCommands(HostedSession host, SessionParts parts, Replies replies) {
    this.host = host;
    this.once = new OnceCommands(host, parts);
    this.replies = replies;
    this.lookups = new Lookups(host);
  }

  void handle(TakenCommand taken, NewsletterCommand command) {
    var operation = command.getOperationCase();
    Supplier<CompletionStage<NewsletterReply.Builder>> question;
    try {
      question = question(command);
    } catch (JidException | IllegalArgumentException e) {
      host.answer(taken, ReplyCode.INVALID, "Expected a newsletter operation and its JIDs");
      return;
    }
    if (ONCE.contains(operation) && host.isPaired()) {
      once.begin(taken, () -> ask(taken, question, true));
    } else {
      ask(taken, question, false);
    }
  }

  private void ask(
      TakenCommand taken,
      Supplier<CompletionStage<NewsletterReply.Builder>> question,
      boolean isOnce) {
    lookups.ask(
        taken,
        question,
        answer -> replies.with(taken, reply -> reply.setNewsletter(answer)),
        isOnce);
  }

  private Supplier<CompletionStage<NewsletterReply.Builder>> question(NewsletterCommand command) {
    Newsletters all = host.client().newsletters();
    Jid jid =
        WITHOUT_NEWSLETTER.contains(command.getOperationCase())
            ? Jid.WHATSAPP
            : Jid.parse(command.getNewsletter());
    return switch (command.getOperationCase()) {
      case CREATE -> () -> create(all, command.getCreate());
      case GET -> () -> one(all.byJid(jid));
      case BY_INVITE -> () -> one(all.byInvite(command.getByInvite()));
      case SUBSCRIBED -> () -> several(all.subscribed());
      case DIRECTORY -> () -> directory(all, command.getDirectory());
      case FOLLOW -> () -> done(command.getFollow() ? all.follow(jid) : all.unfollow(jid));
      case MUTE -> () -> done(all.mute(jid, command.getMute()));
      case NAME -> set(all, jid, new NewsletterSetting.Name(command.getName()));
      case DESCRIPTION ->
          set(all, jid, new NewsletterSetting.Description(command.getDescription()));
      case PICTURE ->
          set(all, jid, new NewsletterSetting.Picture(command.getPicture().toByteArray()));
      case REACTIONS ->
          set(
              all,
              jid,
              new NewsletterSetting.Reactions(
                  NewsletterReactions.valueOf(
                      command.getReactions().name().substring("NEWSLETTER_REACTIONS_".length()))));
      case DELETE -> () -> done(all.delete(jid));
      case CHANGE_OWNER -> {
        Jid user = Jid.parse(command.getChangeOwner());
        yield () -> done(all.changeOwner(jid, user));
      }
      case DEMOTE -> {
        Jid user = Jid.parse(command.getDemote());
        yield () -> done(all.demote(jid, user));
      }
      case INVITE_ADMIN -> {
        Jid user = Jid.parse(command.getInviteAdmin());
        yield () ->
            all.inviteAdmin(jid, user)
                .thenApply(
                    end -> reply().setInviteExpiresAt(end.map(Instant::getEpochSecond).orElse(0L)));
      }
      case REVOKE_ADMIN_INVITE -> {
        Jid user = Jid.parse(command.getRevokeAdminInvite());
        yield () -> done(all.revokeAdminInvite(jid, user));
      }
      case ACCEPT_ADMIN_INVITE -> () -> done(all.acceptAdminInvite(jid));
      case SUBSCRIBERS ->
          () ->
              all.subscribers(jid, command.getSubscribers())
                  .thenApply(
                      found ->
                          reply()
                              .addAllSubscribers(found.stream().map(NewsletterForms::of).toList()));
      case POSTS -> () -> posts(all, jid, command.getPosts());
      case TALLIES -> () -> tallies(all, jid, command.getTallies());
      case WATCH ->
          () -> all.watch(jid).thenApply(time -> reply().setWatchedSeconds(time.toSeconds()));
      case REACT ->
          () ->
              done(all.react(jid, command.getReact().getServerId(), command.getReact().getEmoji()));
      case VIEW -> () -> done(all.viewed(jid, command.getView().getServerIdsList()));
      case OPERATION_NOT_SET -> throw new IllegalArgumentException("Expected an operation");
    };
  }

  private static NewsletterReply.Builder reply() {
    return NewsletterReply.newBuilder();
  }

  private static CompletionStage<NewsletterReply.Builder> done(CompletionStage<Void> change) {
    return change.thenApply(_ -> reply());
  }

  private static CompletionStage<NewsletterReply.Builder> one(
      CompletionStage<NewsletterInfo> found) {
    return several(found.thenApply(List::of));
  }

  private static CompletionStage<NewsletterReply.Builder> several(
      CompletionStage<List<NewsletterInfo>> found) {
    return found.thenApply(
        infos -> reply().addAllNewsletters(infos.stream().map(NewsletterForms::of).toList()));
  }

  private static CompletionStage<NewsletterReply.Builder> create(
      Newsletters all, CreateNewsletter create) {
    return one(
        all.create(
            create.getName(),
            create.getDescription(),
            Optional.of(create.getPicture().toByteArray()).filter(jpeg -> jpeg.length > 0)));
  }

  private static CompletionStage<NewsletterReply.Builder> directory(
      Newsletters all, SearchNewsletters search) {
    return several(all.directory(search.getText(), search.getCountriesList(), search.getLimit()));
  }

  private static Supplier<CompletionStage<NewsletterReply.Builder>> set(
      Newsletters all, Jid jid, NewsletterSetting setting) {
    return () -> done(all.update(jid, setting));
  }

  private static CompletionStage<NewsletterReply.Builder> posts(
      Newsletters all, Jid jid, ListNewsletterPosts asked) {
    return all.posts(jid, asked.getCount(), unlessZero(asked.getBefore()))
        .thenApply(found -> reply().addAllPosts(found.stream().map(NewsletterForms::of).toList()));
  }

  private static CompletionStage<NewsletterReply.Builder> tallies(
      Newsletters all, Jid jid, ListPostTallies asked) {
    return all.tallies(
            jid,
            asked.getCount(),
            Optional.of(asked.getSince()).filter(time -> time > 0).map(Instant::ofEpochSecond),
            unlessZero(asked.getAfter()))
        .thenApply(
            found -> reply().addAllTallies(found.stream().map(NewsletterForms::of).toList()));
  }

  private static OptionalLong unlessZero(long number) {
    return number == 0 ? OptionalLong.empty() : OptionalLong.of(number);
  }
}
