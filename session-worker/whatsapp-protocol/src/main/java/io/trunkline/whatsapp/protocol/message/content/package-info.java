/// What messages say: [Content], one record for each kind, its [MessageContext], and the way from
/// them to WhatsApp's protobuf and back in [Contents].
///
/// ```
/// Message                                     the plaintext, before padding
///   (viewOnce | documentWithCaption | lottieSticker | edited)?   FutureProofMessage{message}
///     <kind> { ..., contextInfo }             one field: text, imageMessage, reactionMessage, ...
///   messageContextInfo { messageSecret, messageAddOnDurationInSecs, messageAssociation }
/// ```
///
/// Absent texts and bytes are empty here and absent on the wire; absent numbers are 0. A time or an
/// address that is none is read as absent where the kind makes sense without it, and makes the
/// message [Content.Unknown] where it does not. Enumerations are WhatsApp's own.
package io.trunkline.whatsapp.protocol.message.content;
