/// The worker: a Spring Boot service that owns shards of sessions, keeps their WhatsApp sockets
/// open, carries out commands and tells what happens.
///
///     trunkline.commands ──> command ──> session ──> whatsapp-client ──> WhatsApp
///                                          │  └──> store (PostgreSQL, group commit)
///                                          └──> event ──> trunkline.events, trunkline.replies
///     ownership (pure) <── shard ──> Redis leases, PostgreSQL epochs
package io.trunkline.worker;
