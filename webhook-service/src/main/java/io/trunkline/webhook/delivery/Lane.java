package io.trunkline.webhook.delivery;

import java.util.UUID;

/// The queue of one session at one webhook.
record Lane(UUID webhook, UUID session) {}
