/// Datasources of the two roles, and the one place where a transaction is bound to a tenant.
package io.trunkline.webhook.database;
