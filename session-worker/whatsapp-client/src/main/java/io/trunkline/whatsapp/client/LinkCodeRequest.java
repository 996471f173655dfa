package io.trunkline.whatsapp.client;

/// Which account a session wants to be linked to by a code.
///
/// @param phoneNumber in international form; everything but digits is passed over
/// @param showsNotification whether the phone shows a notification that leads to where the code is
///     typed
public record LinkCodeRequest(String phoneNumber, boolean showsNotification) {

  /// The number is personal data and stays out of logs.
  @Override
  public String toString() {
    return "LinkCodeRequest[showsNotification=" + showsNotification + "]";
  }
}
