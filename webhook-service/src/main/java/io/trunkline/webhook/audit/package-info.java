/// Changes that tenants make here, told to api-service, which keeps the record of them.
package io.trunkline.webhook.audit;
