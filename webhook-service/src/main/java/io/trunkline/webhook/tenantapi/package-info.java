/// The calls under `/api/v1/webhooks`.
package io.trunkline.webhook.tenantapi;
