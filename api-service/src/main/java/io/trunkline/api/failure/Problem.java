package io.trunkline.api.failure;

/// What can go wrong for a caller, whatever the dialect. A dialect decides status and words.
public enum Problem {
  /// A field is missing, has the wrong type or breaks its limits; or the body is no JSON.
  INVALID_REQUEST,
  /// The recipient cannot be a phone number.
  INVALID_NUMBER,
  /// No credential, or one that does not count here.
  UNAUTHORIZED,
  /// A valid credential that may not do this.
  FORBIDDEN,
  /// A connection token and the id of another connection in one request.
  CONNECTION_MISMATCH,
  TENANT_SUSPENDED,
  /// A limit of the tenant is reached.
  QUOTA_EXCEEDED,
  NOT_FOUND,
  CHAT_NOT_FOUND,
  CONTACT_NOT_FOUND,
  /// Asked of a chat that is no group.
  NOT_A_GROUP,
  CONNECTION_NOT_FOUND,
  TENANT_NOT_FOUND,
  KEY_NOT_FOUND,
  MESSAGE_NOT_FOUND,
  /// No worker of that name runs.
  WORKER_NOT_FOUND,
  /// A worker's shards would have no owner.
  NO_OTHER_WORKER,
  /// A worker does not have the newest master key yet.
  MASTER_KEY_NOT_READABLE,
  BATCH_NOT_FOUND,
  TOKEN_NOT_FOUND,
  /// No QR code is shown just now.
  NO_QR,
  METHOD_NOT_ALLOWED,
  UNSUPPORTED_MEDIA_TYPE,
  NOT_ACCEPTABLE,
  PAYLOAD_TOO_LARGE,
  MEDIA_TOO_LARGE,
  /// A message has no file, or nobody has it any more.
  MEDIA_NOT_AVAILABLE,
  /// The URL of a file leads nowhere, or where it must not.
  MEDIA_FETCH_FAILED,
  /// The connection waits for its QR code to be scanned.
  PENDING_QR,
  /// The connection was logged out or unlinked.
  CONNECTION_STALE,
  /// Activation was asked for, but nobody has scanned.
  QR_NOT_SCANNED,
  /// The stored credentials are void; only a new QR helps.
  RELINK_REQUIRED,
  NOT_ON_WHATSAPP,
  /// The session runs already.
  SESSION_EXISTS,
  /// The session is linked to a phone, so that it cannot be linked again without being unlinked.
  ALREADY_LINKED,
  /// What was given is no auth folder of another client, or cannot be taken over.
  INVALID_AUTH,
  /// The connection must be closed for this.
  CONNECTION_ACTIVE,
  /// The session's name does not fit the dialect.
  INVALID_SESSION_NAME,
  /// WhatsApp said no.
  REFUSED_BY_WHATSAPP,
  /// A call by a name that none has here.
  NOT_SUPPORTED,
  /// The call may not wait, and the session has no open connection to WhatsApp.
  NOT_CONNECTED,
  /// WhatsApp has not acknowledged the message in time; it is still queued.
  NOT_ACKNOWLEDGED,
  /// Only a message that failed, or was not wanted, can be sent again.
  NOT_RESENDABLE,
  /// The session is one that must not be deleted.
  SESSION_PROTECTED,
  /// The same `Idempotency-Key` came with another request.
  IDEMPOTENCY_KEY_REUSED,
  TENANT_EXISTS,
  USER_EXISTS,
  USER_NOT_FOUND,
  /// Too many wrong passwords for one address.
  TOO_MANY_ATTEMPTS,
  /// A part that is needed does not answer; try again.
  GATEWAY_UNAVAILABLE,
  INTERNAL_ERROR
}
