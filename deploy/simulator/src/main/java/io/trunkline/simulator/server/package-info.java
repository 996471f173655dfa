/// What WhatsApp's servers do with a stanza: route messages and receipts, answer queries, link
/// devices. No sockets and no plaintext here.
package io.trunkline.simulator.server;
