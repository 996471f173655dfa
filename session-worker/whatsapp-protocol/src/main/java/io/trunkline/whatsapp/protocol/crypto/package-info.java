/// The primitives that WhatsApp's protocol is made of: Curve25519 keys and agreement, XEdDSA
/// signatures, HKDF, HMAC and the three AES modes, over JDK and BouncyCastle arithmetic.
///
/// Everything here is a pure function of its arguments. Randomness comes in as an argument or
/// through [io.trunkline.whatsapp.protocol.crypto.Randomness]; nothing is cached but public
/// constants. Key material lives in types whose `toString` says nothing.
package io.trunkline.whatsapp.protocol.crypto;
