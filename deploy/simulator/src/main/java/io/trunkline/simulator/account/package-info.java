/// Who is there: accounts, their devices, what the server knows of a device (public keys, one-time
/// prekeys) and the queue of stanzas that a device has not acknowledged.
///
/// Keys of the journal that belong here (`N` a phone number, `D` a device number):
///
/// ```text
///   account/N          JSON AccountRecord
///   device/N/D         JSON DeviceRecord
///   prekeys/N/D        i32 count | count × (i32 id | 32 bytes public key)
///   taken/N/D          i32: how many of them were handed out, from the front
///   queue/N/D/S        the stanza with sequence number S, in the wire's own coding
///   knows/N/M          empty: N and M have exchanged a message
/// ```
package io.trunkline.simulator.account;
