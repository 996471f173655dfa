/// What other services ask: `/internal/v1/**`, for the edge gateway alone.
package io.trunkline.api.internal;
