/// Trunkline's own API for tenants beside manager's calls: `/api/v1/me`, keys, messages, and what
/// notify's pages show.
package io.trunkline.api.tenantapi;
