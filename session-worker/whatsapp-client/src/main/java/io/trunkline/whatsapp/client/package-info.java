/// One WhatsApp session as a linked device: the API that an owner of sessions uses.
///
///     owner ── WhatsAppClient ── makes ──> WhatsAppSession   one per linked account, an actor
///       │                                   │ posts everything to its one Netty event loop
///       ├─ store.SessionStore      <────────┤ loads, and commits what must not be forgotten
///       ├─ SessionEvents           <────────┤ tells what happened
///       ├─ SentMessages            <────────┤ asks for a sent message again (retry receipts)
///       ├─ media.MediaTransport     <────────┤ HTTP to the media hosts, and tasks that may block
///       └─ FrameGate               <────────┘ asks before frames leave: may I write?
///
/// Nothing here starts a thread, reads a clock, draws a random number, opens a file or a database:
/// the event loops, `SessionClock`, `Randomness` and the interfaces above are handed in.
package io.trunkline.whatsapp.client;
