package io.trunkline.whatsapp.client.newsletter;

import io.trunkline.whatsapp.client.event.UserAddress;
import java.time.Instant;
import java.util.Optional;

/// A follower of an own newsletter.
///
/// @param name as WhatsApp shows it to admins; may be empty
public record NewsletterSubscriber(
    UserAddress user, String name, NewsletterRole role, Optional<Instant> since) {}
