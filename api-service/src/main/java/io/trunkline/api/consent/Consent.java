package io.trunkline.api.consent;

import java.time.Instant;
import java.util.Optional;

/// What one recipient of a tenant said.
///
/// @param phone digits with the calling code
/// @param at when it was said; absent while pending
public record Consent(String phone, OptIn optIn, Optional<Instant> at) {}
