package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Telling that messages of others were read or heard.
public interface ReadReceipts {

  /// Tells the author and the account's own devices; only the latter where the author is not to
  /// know or the account's privacy setting `readreceipts` is `none`. May be repeated. Completes
  /// when it is written; fails with [SendFailure.Code#INVALID] where there are no ids or too many.
  CompletionStage<Void> tell(Read read);

  /// @param author in groups, of all the messages; else absent
  /// @param whatsappIds 1 to 256 messages of one author
  /// @param isPlayed a voice message was heard or a view-once message opened
  /// @param tellsAuthor whether the author may know
  record Read(
      Jid chat,
      Optional<Jid> author,
      List<String> whatsappIds,
      boolean isPlayed,
      boolean tellsAuthor) {
    public static final int MAX_IDS = 256;

    public Read {
      whatsappIds = List.copyOf(whatsappIds);
    }
  }
}
