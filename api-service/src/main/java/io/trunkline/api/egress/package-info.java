/// Guards where URLs that tenants name may lead.
package io.trunkline.api.egress;
