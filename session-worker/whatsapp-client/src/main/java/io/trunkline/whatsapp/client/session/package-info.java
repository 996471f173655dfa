/// The actor behind a [io.trunkline.whatsapp.client.WhatsAppSession], one class per subject. All of
/// it is confined to one event loop.
///
///     SessionActor   the life of the connection: link, login, reconnect, close; hands stanzas on
///       ├ Bulletins      what the server tells beside: backlog, dirty bits, which edge
///       ├ SessionParts   the parts below, built and told together
///       ├ Journal        what must be durable, in order, and what waits for it
///       ├ Requests       iqs and their answers
///       ├ Addresses      PN and LID of a user: the one resolver
///       ├ Ratchets       Signal sessions, loaded lazily, with their reservations
///       ├ Bundles        prekey bundles of others: makes missing Signal sessions
///       ├ PreKeyStock    own prekeys: keeps the server supplied
///       ├ DeviceLists    which devices a user has
///       ├ Pairing        QR, ADV, the first keys
///       ├ Sends          outgoing messages: order per chat, window, acks
///       ├ Receiving      incoming stanzas, in order: decrypt, store, acknowledge
///       ├ MediaFlow      transfers of files, with MediaHosts and MediaRetries
///       ├ RetryRequests  asks a sender to encrypt again
///       └ RetryAnswers   encrypts again for a device that asked
package io.trunkline.whatsapp.client.session;
