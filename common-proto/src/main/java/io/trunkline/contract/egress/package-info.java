/// Guards where URLs that tenants name may lead: one rule for every service that follows them.
package io.trunkline.contract.egress;
