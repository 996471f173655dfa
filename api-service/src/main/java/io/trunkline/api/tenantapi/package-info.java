/// Trunkline's own API for tenants beside manager's calls: `/api/v1/me`, keys and messages.
package io.trunkline.api.tenantapi;
