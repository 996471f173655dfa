package io.trunkline.simulator.account;

/// What the journal keeps of a device, as JSON. Public keys are raw, 32 bytes.
///
/// @param keyIndex 0 for the phone
/// @param noiseKey empty for the phone
/// @param signedIdentity the complete `ADVSignedDeviceIdentity`, empty for the phone
record DeviceRecord(
    int device,
    int keyIndex,
    String platform,
    String name,
    byte[] noiseKey,
    int registrationId,
    byte[] identity,
    int signedPreKeyId,
    byte[] signedPreKey,
    byte[] signedPreKeySignature,
    byte[] signedIdentity) {

  @SuppressWarnings("ArrayRecordComponent") // lives only between a device and its JSON form
  DeviceRecord {}
}
