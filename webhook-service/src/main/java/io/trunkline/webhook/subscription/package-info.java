/// Webhooks that tenants register: which events go where, signed with what.
package io.trunkline.webhook.subscription;
