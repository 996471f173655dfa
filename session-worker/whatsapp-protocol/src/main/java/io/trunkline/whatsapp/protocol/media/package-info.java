/// Files as WhatsApp's media servers keep them: how they are encrypted and checked, piece by piece,
/// where they are found, and how a phone is asked to upload one again.
///
/// ```
/// keys  = HKDF(mediaKey 32, info of the kind, 112): iv 16 | cipher key 32 | MAC key 32 | unused 32
/// ct    = AES-256-CBC with PKCS#7 padding
/// file  = ct | HMAC-SHA-256(MAC key, iv | ct) [0..10)
/// ```
///
/// A message carries `mediaKey`, `fileEncSha256` (of the file), `fileSha256` and `fileLength` (both
/// of the plaintext) and the `directPath` under which the server keeps the file. What a newsletter
/// posts is not encrypted and has no key.
package io.trunkline.whatsapp.protocol.media;
