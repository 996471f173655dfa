package io.trunkline.simulator.account;

/// What the journal keeps of an account, as JSON.
///
/// @param lid the digits of its LID
/// @param about the text under the name, empty when there is none
/// @param rawId names the account in the signed identities of its devices
/// @param nextDevice the number of the next linked device
/// @param nextKeyIndex the key index of the next linked device
/// @param keyIndexList the signed list of valid key indexes, empty as long as nothing was linked
/// @param keyIndexTimestamp unix seconds of that list
record AccountRecord(
    String number,
    String lid,
    String name,
    String about,
    int rawId,
    int nextDevice,
    int nextKeyIndex,
    byte[] keyIndexList,
    long keyIndexTimestamp) {

  @SuppressWarnings("ArrayRecordComponent") // lives only between an account and its JSON form
  AccountRecord {}

  AccountRecord withSlotTaken(int device) {
    return new AccountRecord(
        number,
        lid,
        name,
        about,
        rawId,
        device + 1,
        nextKeyIndex + 1,
        keyIndexList,
        keyIndexTimestamp);
  }

  AccountRecord withKeyIndexes(byte[] signedList, long timestamp) {
    return new AccountRecord(
        number, lid, name, about, rawId, nextDevice, nextKeyIndex, signedList, timestamp);
  }

  AccountRecord described(String newName, String newAbout) {
    return new AccountRecord(
        number,
        lid,
        newName,
        newAbout,
        rawId,
        nextDevice,
        nextKeyIndex,
        keyIndexList,
        keyIndexTimestamp);
  }
}
