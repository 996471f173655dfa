/// What is known of newsletters (WhatsApp's "channels"): their metadata, posts and changes.
package io.trunkline.whatsapp.client.newsletter;
