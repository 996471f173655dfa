/// The manager dialect: `/api/v1/connections/**`, `/api/v1/messages/send` and the overview.
package io.trunkline.api.manager;
