/// Phones: full Signal parties with an inbox, that link devices, send, receive, acknowledge and ask
/// for what they could not decrypt.
///
/// Keys of the journal that belong here (`N` the phone's number):
///
/// ```text
///   phone/N            JSON PhoneRecord: private keys, whether it is online
///   nextkey/N          i32: id of the next one-time prekey
///   onetime/N/I        32 bytes: private half of one-time prekey I, until it is used
///   session/N/A        the Signal session with address A
///   inbox/N/C          JSON InboxMessage with cursor C
///   sent/N/I           JSON SentMessage with id I
/// ```
package io.trunkline.simulator.phone;
