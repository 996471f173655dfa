/// Events as customers see them: the format `trunkline`.
///
/// | type | when |
/// |---|---|
/// | `message` | somebody wrote to the session |
/// | `message_create` | another device of the own account wrote |
/// | `message_ack` | a sent message's status rose or it failed |
/// | `message_undecryptable` | a message arrived that cannot be read yet |
/// | `connection` | the session's connection changed |
/// | `account_health` | WhatsApp changed what the account may do |
/// | `group_join` | members came to a group |
/// | `group_leave` | members went, or were removed |
/// | `group_update` | anything else of a group changed; also that this session came into it |
/// | `message_read` | another device of the own account read messages |
/// | `chat` | devices of the account changed chats, contacts or labels |
/// | `history` | a part of the account's past arrived |
/// | `contact` | a contact, or a group's picture, changed |
/// | `account` | something of the own account changed |
/// | `presence` | a watched contact came, went or types |
/// | `call` | a step of a call |
/// | `session_deleted` | the session is gone |
///
/// `data` by type; what is not known is absent:
///
/// - messages: `messageId`, `chat`, `sender`, `fromMe`, `pushName`, `timestamp`, `offline`, `kind`,
///   `body`, `quote`, `mentions`, `raw` (base64, where the kind is `unknown`)
/// - acks: `id`, `messageId`, `chat`, `participant`, `status`, `errorCode`, `error`
/// - undecryptable messages: `messageId`, `chat`, `sender`, `timestamp`, `reason`
/// - connections: `state`, `reason`, `desired`, `jid`, `lid`, `qr`, `qrExpiresAt`, `pairingCode`,
///   `pairingCodeExpiresAt`, `passkeyOptions`, `passkeyCode`, `until`
/// - history: `kind`, `order`, `part`, `last`, `progressPercent`, `requestId`, and how many `chats`
///   and `messages`
/// - chats, contacts, accounts, presences, calls, reads: the contract's fields in camel case, with
///   `change` naming which one of several it is
/// - account health: `state`, `reason`, `until`
/// - groups: `group`, `actor`, `timestamp`, `change` (`added`, `removed`, `left`, `promoted`,
///   `demoted`, `joined`, `subject`, `announce`, `picture`, …) and what it changed to:
///   `participants`, or a value under the name of the change
///
/// `chat`, `sender` and `participant` are `{"pn","lid","jid"}`: phone-number address, LID, and the
/// one to answer to. `id` of a message is api-service's, `messageId` WhatsApp's.
package io.trunkline.webhook.event;
