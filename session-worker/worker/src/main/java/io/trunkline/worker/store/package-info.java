/// Sessions in PostgreSQL: every write in a group commit that checks the epochs of what it touches,
/// every secret sealed before it leaves the process.
///
/// Tables of the schema `worker`: session, signal_session, identity, pre_key, lid_mapping,
/// device_list, inbox, tenant_key.
package io.trunkline.worker.store;
