/// Tenants: who they are, what they may use, and their life from creation to deletion.
package io.trunkline.api.tenant;
