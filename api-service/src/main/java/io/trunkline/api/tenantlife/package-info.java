/// What a change in a tenant's life means for its sessions: suspension, resumption, deletion.
package io.trunkline.api.tenantlife;
