/// The plaintext of messages: building and reading texts, wrapping for the own devices, and what a
/// stanza says about the content that it hides (type, media type, phash, id).
package io.trunkline.whatsapp.protocol.message;
