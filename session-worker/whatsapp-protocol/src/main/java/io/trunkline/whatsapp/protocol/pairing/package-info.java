/// Linking a device to an account: the QR code that the phone scans, or the code that is typed on
/// it, or a passkey; and the signatures by which account and device vouch for each other (ADV,
/// account-device verification).
///
/// ```
/// ADVSignedDeviceIdentityHMAC { details, HMAC }      HMAC by the secret in the QR code
///   details = ADVSignedDeviceIdentity { details, accountSignatureKey, accountSignature,
///                                       deviceSignature }
///     details = ADVDeviceIdentity { rawID, timestamp, keyIndex, … }
/// account signature = XEdDSA, account:   06 00 | details | companion identity
/// device signature  = XEdDSA, companion: 06 01 | details | companion identity | account key
///
/// ADVSignedKeyIndexList { details, accountSignature, accountSignatureKey }
///   details = ADVKeyIndexList { rawID, timestamp, currentIndex, validIndexes, … }
/// list signature    = XEdDSA, account:   06 02 | details
/// ```
package io.trunkline.whatsapp.protocol.pairing;
