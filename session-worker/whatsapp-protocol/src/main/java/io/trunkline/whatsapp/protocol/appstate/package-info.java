/// App state: the settings, contacts, labels and chat marks that all devices of an account share.
/// The server keeps one log of patches per [io.trunkline.whatsapp.protocol.appstate.Collection]
/// and cannot read it; the devices hold the keys.
///
/// ```
/// key id         device index (2) | epoch (4)
/// mutation keys  HKDF(key 32, "WhatsApp Mutation Keys", 160)
///                = index 32 | value encryption 32 | value MAC 32 | snapshot MAC 32 | patch MAC 32
/// index MAC      HMAC-SHA256(index, JSON of name and parts)
/// value blob     iv 16 | AES-256-CBC(value encryption, SyncActionData) | value MAC 32
/// value MAC      HMAC-SHA512(value MAC, operation + 1 (1) | key id | iv | ciphertext
///                                       | length of key id + 1 (8)), first 32 bytes
/// LTHash         128 bytes, 64 little-endian numbers of 16 bits: the sum of all value MACs, each
///                as HKDF(value MAC, "WhatsApp Patch Integrity", 128)
/// snapshot MAC   HMAC-SHA256(snapshot MAC, LTHash | version (8) | collection)
/// patch MAC      HMAC-SHA256(patch MAC, snapshot MAC | value MAC of each mutation | version (8)
///                                       | collection)
/// ```
///
/// Everything is a value. [io.trunkline.whatsapp.protocol.appstate.PatchReader] and
/// [io.trunkline.whatsapp.protocol.appstate.PatchWriter] take a
/// [io.trunkline.whatsapp.protocol.appstate.CollectionState] and give the next one, with what to
/// store in one transaction; a call that fails gives nothing, so nothing has changed. Companions
/// and the phone write with the same writer;
/// [io.trunkline.whatsapp.protocol.appstate.Snapshot#advance] is what the server does without
/// keys.
///
/// What an index and its value mean is an [io.trunkline.whatsapp.protocol.appstate.Action].
///
/// Source: protocol dossier, 11.
package io.trunkline.whatsapp.protocol.appstate;
