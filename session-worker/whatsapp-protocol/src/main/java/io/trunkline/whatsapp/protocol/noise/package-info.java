/// The Noise XX handshake, in both roles, and the encryption of every frame after it.
///
/// ```
/// client → server  clientHello  { ephemeral }
/// server → client  serverHello  { ephemeral, encrypted static, encrypted certificate chain }
/// client → server  clientFinish { encrypted static, encrypted client payload }
/// both, then       AES-256-GCM, a key and a counter for each direction
/// ```
///
/// One departure from the Noise specification: the first message mixes no (empty) payload into the
/// hash. The prologue is the intro of the connection without routing information.
package io.trunkline.whatsapp.protocol.noise;
