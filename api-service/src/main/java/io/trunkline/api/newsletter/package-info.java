/// Newsletters, which WhatsApp calls channels, as a session sees them. Nothing of them is stored
/// but the messages that arrive; everything is asked of the session's worker.
package io.trunkline.api.newsletter;
