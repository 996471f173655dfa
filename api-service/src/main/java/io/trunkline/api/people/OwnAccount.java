package io.trunkline.api.people;

import com.google.protobuf.ByteString;
import io.trunkline.api.command.Questions;
import io.trunkline.proto.account.AccountCommand;
import io.trunkline.proto.account.AccountReply;
import io.trunkline.proto.account.GetBlockList;
import io.trunkline.proto.account.GetProfile;
import io.trunkline.proto.account.RemovePicture;
import io.trunkline.proto.command.TakePulse;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.presence.PresenceCommand;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;

/// Profile, block list and presence of a session's own account. Every call throws a [Failure] as
/// [Questions#ask] does.
@Service
public class OwnAccount {
  private final Questions questions;

  OwnAccount(Questions questions) {
    this.questions = questions;
  }

  public AccountReply.Profile profile(UUID tenant, UUID session) {
    return ask(
            tenant,
            session,
            AccountCommand.newBuilder().setGetProfile(GetProfile.getDefaultInstance()))
        .getProfile();
  }

  /// @param name 1 to 25 characters
  public void setPushName(UUID tenant, UUID session, String name) {
    ask(tenant, session, AccountCommand.newBuilder().setSetPushName(name));
  }

  /// @param about at most 139 characters
  public void setAbout(UUID tenant, UUID session, String about) {
    ask(tenant, session, AccountCommand.newBuilder().setSetAbout(about));
  }

  /// @param jpeg square, at most 1 MiB
  public void setPicture(UUID tenant, UUID session, byte[] jpeg) {
    ask(tenant, session, AccountCommand.newBuilder().setSetPicture(ByteString.copyFrom(jpeg)));
  }

  public void removePicture(UUID tenant, UUID session) {
    ask(
        tenant,
        session,
        AccountCommand.newBuilder().setRemovePicture(RemovePicture.getDefaultInstance()));
  }

  public List<Address> blocked(UUID tenant, UUID session) {
    return ask(
            tenant,
            session,
            AccountCommand.newBuilder().setGetBlockList(GetBlockList.getDefaultInstance()))
        .getBlockList()
        .getUsersList();
  }

  public void block(UUID tenant, UUID session, String jid) {
    ask(tenant, session, AccountCommand.newBuilder().setBlock(jid));
  }

  public void unblock(UUID tenant, UUID session, String jid) {
    ask(tenant, session, AccountCommand.newBuilder().setUnblock(jid));
  }

  /// Shows the account as there or away.
  public void showAvailable(UUID tenant, UUID session, boolean isAvailable) {
    questions.ask(
        tenant,
        session,
        order -> order.setPresence(PresenceCommand.newBuilder().setShowAvailable(isAvailable)));
  }

  /// The version of WhatsApp Web that the session claims to be, such as `2.3000.1045649367`.
  public String clientVersion(UUID tenant, UUID session) {
    return questions
        .ask(tenant, session, order -> order.setTakePulse(TakePulse.getDefaultInstance()))
        .getPulse()
        .getClientVersion();
  }

  private AccountReply ask(UUID tenant, UUID session, AccountCommand.Builder command) {
    return questions.ask(tenant, session, order -> order.setAccount(command)).getAccount();
  }
}
