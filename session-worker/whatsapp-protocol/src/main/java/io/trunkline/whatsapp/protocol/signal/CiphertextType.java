package io.trunkline.whatsapp.protocol.signal;

/// The kinds of pairwise ciphertext, as the `type` attribute of an `enc` node names them.
public enum CiphertextType {
  /// A message of a session that the recipient has answered.
  MSG("msg"),
  /// A message that also carries what the recipient needs to begin the session.
  PKMSG("pkmsg");

  private final String attribute;

  CiphertextType(String attribute) {
    this.attribute = attribute;
  }

  /// The text on the wire.
  public String attribute() {
    return attribute;
  }
}
