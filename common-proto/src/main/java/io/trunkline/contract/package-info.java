/// What the services agree on beside the protobuf records: topics, shards, and who is calling.
package io.trunkline.contract;
