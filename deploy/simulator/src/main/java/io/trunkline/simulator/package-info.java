/// A WhatsApp for tests: one process that speaks WhatsApp Web's wire protocol, with phones that
/// scan, send, receive and answer with real end-to-end encryption.
///
/// ```text
///   client ──ws/wss──► socket ──stanza──► server ──► account (devices, queues, prekeys)
///                                            │                 │
///   control (HTTP) ──► phone ──stanza────────┘                 └──► journal (data folder)
/// ```
///
/// A phone is a device like any other: it sends stanzas to the server and takes what its queue
/// holds; only its link is a mailbox instead of a socket.
package io.trunkline.simulator;
