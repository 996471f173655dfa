/// What one session keeps, and the interface through which it keeps it: credentials, Signal
/// sessions, identities, prekeys, LID mappings, device lists and the inbox of received messages.
package io.trunkline.whatsapp.client.store;
