package io.trunkline.whatsapp.client.newsletter;

/// What a user is to a newsletter.
public enum NewsletterRole {
  /// Reads it without following.
  GUEST,
  SUBSCRIBER,
  ADMIN,
  OWNER
}
