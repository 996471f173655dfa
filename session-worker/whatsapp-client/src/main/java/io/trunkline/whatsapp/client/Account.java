package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.client.Contacts.About;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The own account: profile, privacy, block list. Changes that another device makes come as events.
/// Calls fail with [SendFailure]; [SendFailure.Code#REFUSED] carries WhatsApp's number.
public interface Account {

  int MAX_NAME_CHARACTERS = 25;
  int MAX_ABOUT_CHARACTERS = 139;
  int MAX_PICTURE_BYTES = 1 << 20;

  /// The name that contacts see, with the presence that is shown; empty while unknown.
  CompletionStage<Optional<String>> pushName();

  /// Announces another name by presence and remembers it. Other own devices learn of it by app
  /// state, which is not written here.
  CompletionStage<Void> setPushName(String name);

  CompletionStage<Optional<About>> about();

  CompletionStage<Void> setAbout(String text);

  /// @param jpeg a square JPEG of at most [#MAX_PICTURE_BYTES]; WhatsApp shows 640 pixels a side
  /// @return the new picture's id
  CompletionStage<String> setPicture(byte[] jpeg);

  CompletionStage<Void> removePicture();

  /// All privacy settings by WhatsApp's names (`last`, `online`, `profile`, `status`,
  /// `readreceipts`, `groupadd`, `calladd`, `messages` …) and values (`all`, `contacts`, `none` …).
  CompletionStage<Map<String, String>> privacy();

  /// @return all settings after the change
  CompletionStage<Map<String, String>> setPrivacy(String name, String value);

  CompletionStage<List<UserAddress>> blockList();

  /// @return the list after the change
  CompletionStage<List<UserAddress>> block(Jid user);

  /// @return the list after the change
  CompletionStage<List<UserAddress>> unblock(Jid user);

  /// How long messages of new chats last; zero = for ever.
  CompletionStage<Void> setDefaultDisappearingTimer(Duration timer);

  /// Who sees status updates.
  CompletionStage<StatusPrivacy> statusPrivacy();

  /// @param audience `contacts` (all of them), `blacklist` (all but the users) or `whitelist` (only
  ///     the users)
  record StatusPrivacy(String audience, List<Jid> users) {
    public StatusPrivacy {
      users = List.copyOf(users);
    }
  }
}
