/// Stanzas: the nodes that travel inside frames, and their binary form.
///
/// ```
/// frame payload = flags u8 | node          flags bit 02: the node is zlib-compressed
/// node          = list header (size = 1 + 2 * attributes + (content ? 1 : 0))
///               | tag string | (name string | value string or JID)* | content?
/// content       = list of nodes | bytes | string
/// ```
///
/// `tokens.txt` beside this package holds the dictionary of version 3, a token a line: 236 single
/// tokens (the first is empty and stands for nothing), then four times 256 double ones.
package io.trunkline.whatsapp.protocol.stanza;
