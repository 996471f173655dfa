/// Events as users of wwebjs-api know them: the format `wwebjs`, also spoken at `/ws`.
///
///     {"sessionId": "s1", "dataType": "message_create", "data": {"message": {…}}}
///
/// One event of ours may be several of theirs and the other way round; what they need of the past
/// comes from the memory. Events of one session, in order,
/// ours and what they become:
///
/// - connection: QR: `qr`; first `change_state` `UNPAIRED`.
/// - connection: code: `code`.
/// - connection: pairing: `change_state` `PAIRING`, `authenticated`.
/// - connection: open: `authenticated` where not told since the start, `remote_session_saved`
///   once per link, `loading_screen` 100 %, `change_state` `CONNECTED`, `ready`.
/// - connection: lost: `change_state` `OPENING`.
/// - connection: held, stopped, logged out, QR round over: `change_state`, then `disconnected`;
///   credentials refused at login: `auth_failure`.
/// - message: `message_create`, from others also `message`, `unread_count`; reactions, edits,
///   revokes and votes have events of their own; keys and settings have none.
/// - status: sent by us: `message_create`, with a file `media_uploaded`; `message_ack`.
/// - undecryptable: `message_ciphertext`.
/// - chat: `chat_removed`, `chat_archived`, `unread_count`, `message_revoke_me`; not from a
///   snapshot.
/// - read elsewhere: `unread_count`.
/// - history: `loading_screen`.
/// - group: `group_join`, `group_leave`, `group_update`, `group_admin_changed`,
///   `group_membership_request`.
/// - call offered: `call`.
/// - contact under another number: `contact_changed`.
///
/// `media` is not sent: files are fetched by a call. Keys of media are not shown.
package io.trunkline.webhook.wwebjs;
