package io.trunkline.simulator.fault;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What can be made to go wrong. In the control API the names are in lower case with dashes.
public enum FaultKind {
  /// Stanzas to the device leave `ms` later, plus up to `jitter` ms; their order stays.
  DELAY,

  /// Messages and receipts to the device are lost with `probability`; they stay in its queue.
  DROP,

  /// Messages to the device come twice.
  DUPLICATE,

  /// A message to the device leaves after the one that follows it; where none follows, `ms` later,
  /// 1,000 unless it was given.
  REORDER,

  /// The connection is cut without a word: once, or again every `everySeconds`.
  DISCONNECT,

  /// The connection stays open, but nothing is answered or sent any more; new ones are accepted and
  /// get no answer to their handshake.
  HALF_OPEN,

  /// `stream:error` with `code`, then the end of the connection: once, or again every
  /// `everySeconds`. 409 and 440 are `conflict replaced`, 401 is `conflict device_removed`.
  STREAM_ERROR,

  /// A login is answered by `failure` with `reason`.
  LOGIN_FAILURE,

  /// Ciphertexts to the device have a byte changed, resends excepted: it has to ask for a resend.
  CORRUPT_CIPHERTEXT,

  /// A frame to the device has a byte changed, so that its Noise tag does not fit.
  CORRUPT_FRAME,

  /// A message of the device is taken and delivered, but its ack never leaves.
  ACK_LOSS,

  /// A message of the device is not taken; its ack has the error `code` (463, 475, 429 …).
  MESSAGE_REFUSED,

  /// The device's prekey bundles come without a one-time prekey.
  PREKEYS_EXHAUSTED,

  /// Downloads are answered by 404, until the phone has uploaded the file again. The media host
  /// does not know who downloads: a number stands for the account that uploaded the file.
  MEDIA_404,

  /// The media host answers `ms` later, plus up to `jitter` ms. For downloads a number stands for
  /// the account that uploaded the file.
  MEDIA_SLOW,

  /// The server's clock goes wrong for the device: the times of its stanzas are `ms` late, or early
  /// where that is negative.
  CLOCK_SKEW;

  /// The name in the control API.
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The kind with this name in the control API.
  public static Optional<FaultKind> ofSlug(String slug) {
    return Arrays.stream(values()).filter(kind -> kind.slug().equals(slug)).findFirst();
  }
}
