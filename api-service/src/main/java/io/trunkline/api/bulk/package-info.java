/// Batches of up to 10,000 messages: durable from their acceptance, released to the outbox in
/// portions, so that neither a session nor the tenant's other messages drown in them.
package io.trunkline.api.bulk;
