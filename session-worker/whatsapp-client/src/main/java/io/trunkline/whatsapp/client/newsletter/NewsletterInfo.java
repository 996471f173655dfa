package io.trunkline.whatsapp.client.newsletter;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;
import java.util.Optional;

/// A newsletter as this account sees it.
///
/// @param description may be empty
/// @param inviteCode the end of its link; may be empty
/// @param createdAt absent where WhatsApp does not say
/// @param picturePath direct path of the full picture, or of the preview where that is all; empty
///     where there is none
/// @param isMuted whether its posts make no notification
public record NewsletterInfo(
    Jid jid,
    NewsletterState state,
    String name,
    String description,
    String inviteCode,
    Optional<Instant> createdAt,
    long subscribers,
    boolean isVerified,
    String picturePath,
    NewsletterReactions reactions,
    NewsletterRole role,
    boolean isMuted) {}
