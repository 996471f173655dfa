package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.concurrent.CompletionStage;

/// Calls that ring at the account. They are seen as events; a linked device of this kind cannot
/// take one, only refuse it.
public interface PhoneCalls {

  /// Refuses a call that rings. Completes when the server has taken it.
  ///
  /// @param caller user who calls, as the offer named it
  CompletionStage<Void> reject(String callId, Jid caller);
}
