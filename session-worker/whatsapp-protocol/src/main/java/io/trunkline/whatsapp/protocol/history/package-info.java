/// History sync: what the phone hands a companion of its past, in chunks.
///
/// ```
/// chunk  zlib (RFC 1950) of HistorySync { syncType, chunkOrder, progress, conversations*, … }
/// ```
///
/// A chunk inflates to many megabytes, so neither side holds it as a whole:
/// [io.trunkline.whatsapp.protocol.history.HistoryReader] inflates and reads one
/// [io.trunkline.whatsapp.protocol.history.HistoryItem] at a time, and
/// [io.trunkline.whatsapp.protocol.history.HistoryWriter], the phone's side, deflates them one by
/// one. Chunks come in any order and may repeat.
///
/// Source: protocol dossier, 12.
package io.trunkline.whatsapp.protocol.history;
