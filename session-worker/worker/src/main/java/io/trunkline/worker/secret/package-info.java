/// Encryption at rest: the master key wraps a data key per tenant, from which every session derives
/// a key per epoch.
///
///     master key ── wraps ──> tenant's data key ── HKDF(session, epoch) ──> record key
///
/// A record is `01 | epoch 8 | nonce 12 | ciphertext | tag 16`, AES-256-GCM, with tenant, session,
/// kind and address as additional data: a row moved to another place does not open.
package io.trunkline.worker.secret;
