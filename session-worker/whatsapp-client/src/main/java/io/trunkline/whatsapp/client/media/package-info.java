/// Files on their way to and from WhatsApp's media hosts: encrypted, decrypted and checked as they
/// pass, so that memory does not grow with the file.
///
/// ```
/// upload    MediaSource ── encrypt ──> hashes                  first pass: they are in the URL
///           MediaSource ── encrypt ──> POST to a media host    second pass, one for each try
/// download  GET from a media host ── decrypt ──> MediaSink     goes on by Range where it broke off
/// ```
///
/// Transfers block and so run on the owner's [MediaTransport#tasks()], never on an event loop.
package io.trunkline.whatsapp.client.media;
