/// Encryption at rest of what signs and authenticates deliveries.
package io.trunkline.webhook.seal;
