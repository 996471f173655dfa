package io.trunkline.worker.session;

import io.trunkline.proto.account.AccountCommand;
import io.trunkline.proto.account.AccountReply;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.whatsapp.client.Account;
import io.trunkline.whatsapp.client.Contacts.About;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.worker.event.AddressForms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/// Profile, privacy and block list of the own account. Each sets a state, so that a repeat changes
/// nothing.
final class AccountCommands {
  private final HostedSession host;
  private final Replies replies;
  private final Lookups lookups;

  AccountCommands(HostedSession host, Replies replies) {
    this.host = host;
    this.replies = replies;
    this.lookups = new Lookups(host);
  }

  void handle(TakenCommand taken, AccountCommand command) {
    Account account = host.client().account();
    switch (command.getBodyCase()) {
      case GET_PROFILE ->
          ask(
              taken,
              () -> account.pushName().thenCombine(account.about(), AccountCommands::profile),
              found -> reply().setProfile(found));
      case SET_PUSH_NAME -> change(taken, () -> account.setPushName(command.getSetPushName()));
      case SET_ABOUT -> change(taken, () -> account.setAbout(command.getSetAbout()));
      case SET_PICTURE ->
          ask(
              taken,
              () -> account.setPicture(command.getSetPicture().toByteArray()),
              id -> reply().setPictureId(id));
      case REMOVE_PICTURE -> change(taken, account::removePicture);
      case GET_PRIVACY -> ask(taken, account::privacy, AccountCommands::privacy);
      case SET_PRIVACY ->
          ask(
              taken,
              () ->
                  account.setPrivacy(
                      command.getSetPrivacy().getName(), command.getSetPrivacy().getValue()),
              AccountCommands::privacy);
      case GET_BLOCK_LIST -> ask(taken, account::blockList, AccountCommands::blockList);
      case BLOCK ->
          ask(
              taken,
              () -> account.block(Jid.parse(command.getBlock())),
              AccountCommands::blockList);
      case UNBLOCK ->
          ask(
              taken,
              () -> account.unblock(Jid.parse(command.getUnblock())),
              AccountCommands::blockList);
      case SET_DISAPPEARING_SECONDS ->
          change(
              taken,
              () ->
                  account.setDefaultDisappearingTimer(
                      Duration.ofSeconds(command.getSetDisappearingSeconds())));
      case GET_STATUS_PRIVACY ->
          ask(
              taken,
              account::statusPrivacy,
              found ->
                  reply()
                      .setStatusPrivacy(
                          AccountReply.StatusPrivacy.newBuilder()
                              .setAudience(found.audience())
                              .addAllJids(found.users().stream().map(Jid::toString).toList())));
      case BODY_NOT_SET -> host.answer(taken, ReplyCode.INVALID, "Expected a known change");
    }
  }

  private void change(TakenCommand taken, Supplier<CompletionStage<Void>> change) {
    ask(taken, change, ignored -> reply());
  }

  private <T> void ask(
      TakenCommand taken,
      Supplier<CompletionStage<T>> question,
      Function<T, AccountReply.Builder> form) {
    lookups.ask(
        taken,
        question,
        value -> replies.with(taken, reply -> reply.setAccount(form.apply(value))));
  }

  private static AccountReply.Builder reply() {
    return AccountReply.newBuilder();
  }

  private static AccountReply.Profile profile(Optional<String> name, Optional<About> about) {
    return AccountReply.Profile.newBuilder()
        .setPushName(name.orElse(""))
        .setAbout(about.map(About::text).orElse(""))
        .setAboutSetAtMs(ContactCommands.millis(about.flatMap(About::setAt)))
        .build();
  }

  private static AccountReply.Builder privacy(Map<String, String> settings) {
    return reply().setPrivacy(AccountReply.PrivacySettings.newBuilder().putAllSettings(settings));
  }

  private static AccountReply.Builder blockList(List<UserAddress> users) {
    return reply()
        .setBlockList(
            AccountReply.BlockList.newBuilder()
                .addAllUsers(users.stream().map(AddressForms::of).toList()));
  }
}
