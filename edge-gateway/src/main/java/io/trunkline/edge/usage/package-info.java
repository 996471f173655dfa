/// How many requests tenants make, told to api-service in batches.
package io.trunkline.edge.usage;
