/// The operator's API: `/admin/v1/**`.
package io.trunkline.api.operator;
