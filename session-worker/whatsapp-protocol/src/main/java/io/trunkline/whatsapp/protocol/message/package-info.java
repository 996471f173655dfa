/// The plaintext of messages: its wrappers, the copy for the own devices, and what a stanza says
/// about the content that it hides (type, edit, media type, phash, id). What messages say is the
/// package `content`.
package io.trunkline.whatsapp.protocol.message;
