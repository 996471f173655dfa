package io.trunkline.whatsapp.client.newsletter;

/// Whether a newsletter can be read.
public enum NewsletterState {
  ACTIVE,
  /// By WhatsApp.
  SUSPENDED,
  /// By WhatsApp, in the viewer's country.
  GEOSUSPENDED,
  DELETED,
  /// What this version does not know.
  UNKNOWN
}
