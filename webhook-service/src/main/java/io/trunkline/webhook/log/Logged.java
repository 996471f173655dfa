package io.trunkline.webhook.log;

import java.util.UUID;

/// An event of the log in the format `trunkline`.
///
/// @param position order of the tenant's events
/// @param sequence order within the session
/// @param body JSON
public record Logged(long position, UUID session, long sequence, String type, String body) {}
