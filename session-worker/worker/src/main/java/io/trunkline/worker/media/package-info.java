/// The media store: files of tenants, of any length, encrypted at rest. Commands and events carry
/// their names only.
///
/// ```
/// <blobs>/<tenant>/<name>    name = HMAC(key of the tenant, SHA-256 of the plaintext), hex
///
///   segment 0 | segment 1 | … | last segment | wrapped file key 60
///   segment   = AES-256-GCM(file key, nonce, 64 KiB of plaintext; the last one less, or none) + 16
///   nonce     = 0 0 0 | 1 for the last segment, else 0 | index 8
/// ```
///
/// A file key is random and encrypts one file, so nonces may count. It is wrapped under the
/// tenant's data key: with that deleted, no file of the tenant opens.
package io.trunkline.worker.media;
