/// Guards where URLs that tenants name may lead, as webhook-service does for its calls: one
/// setting, `trunkline.egress.allowed-networks`, opens private networks for both.
package io.trunkline.api.egress;
