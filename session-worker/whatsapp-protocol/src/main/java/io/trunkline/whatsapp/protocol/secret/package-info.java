/// What is encrypted or authenticated under the `messageSecret` of a message: votes, reactions,
/// comments, responses and edits that belong to it (add-ons), and the token by which it can be
/// reported.
///
/// ```
/// key       = HKDF(messageSecret, id | original sender | modification sender | use case, 32)
/// payload   = AES-256-GCM(key, iv 12), the tag behind it
/// AAD       = id | 00 | modification sender, for some use cases; else empty
/// ```
///
/// Id and original sender are those of the message that has the secret; the modification sender is
/// who adds to it. Senders are users, as text. Both sides must write them in the same form, by
/// phone number or by LID, and nothing tells which: a reader tries.
package io.trunkline.whatsapp.protocol.secret;
