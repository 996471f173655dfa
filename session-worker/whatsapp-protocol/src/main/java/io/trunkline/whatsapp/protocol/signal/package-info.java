/// Signal's protocol, version 3, as WhatsApp speaks it between two devices: X3DH, the double
/// ratchet, prekey and plain messages, and the padding around plaintexts; and to a group, under a
/// sender key that each member is told pairwise.
///
/// ```
/// msg     33 | SignalMessage{ratchetKey, counter, previousCounter, ciphertext} | MAC (8)
/// pkmsg   33 | PreKeySignalMessage{preKeyId?, baseKey, identityKey, message, registrationId,
///                                  signedPreKeyId}
/// skmsg   33 | SenderKeyMessage{id, iteration, ciphertext} | signature (64)
/// SKDM    33 | SenderKeyDistributionMessage{id, iteration, chainKey, signingKey}
/// ```
///
/// Everything is a value. An operation takes a
/// [io.trunkline.whatsapp.protocol.signal.SignalSession], an
/// [io.trunkline.whatsapp.protocol.signal.OwnSenderKey] or a
/// [io.trunkline.whatsapp.protocol.signal.SenderKeyRecord] and returns a new one beside its result;
/// one that fails returns nothing, so nothing has changed. To store the new state in one
/// transaction with what came of it, and to let no ciphertext leave under a counter that a crash
/// could give out again, is the caller's part.
package io.trunkline.whatsapp.protocol.signal;
