/// What lasts: a log of keys and values that holds every account, device, queue, ratchet and inbox.
///
/// ```text
///   journal.log   8 bytes "TLSIMJ01", then frames: u32 length | u32 CRC-32 of the rest | entries
///   entry         u16 key length | key (UTF-8) | i32 value length, -1 = deleted | value
///   known.log     records of 16 bytes: u64 key | u64 value
/// ```
///
/// A batch is one frame and so happens as a whole or not at all. Writes reach the operating system
/// before `commit` returns: they survive the end of this process, not the end of the machine.
package io.trunkline.simulator.journal;
