package io.trunkline.whatsapp.client;

import java.util.concurrent.atomic.LongAdder;

/// What all sessions of a process did that no event tells, counted since its start. Safe for
/// several threads.
public final class Tallies {
  private final LongAdder retriesAsked = new LongAdder();
  private final LongAdder retriesReceived = new LongAdder();
  private final LongAdder resendsAsked = new LongAdder();

  public void retryAsked() {
    retriesAsked.increment();
  }

  public void retryReceived() {
    retriesReceived.increment();
  }

  /// @param messages that one request names
  public void resendAsked(int messages) {
    resendsAsked.add(messages);
  }

  /// Retry receipts sent: messages that arrived and could not be decrypted.
  public long retriesAsked() {
    return retriesAsked.sum();
  }

  /// Retry receipts received: messages of ours that somebody could not decrypt.
  public long retriesReceived() {
    return retriesReceived.sum();
  }

  /// Messages that the own phone was asked for.
  public long resendsAsked() {
    return resendsAsked.sum();
  }
}
