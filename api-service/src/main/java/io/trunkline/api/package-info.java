/// api-service: REST in several dialects over one set of application services.
///
///     manager, multisession, tokens,            views: HTTP in, JSON out, nothing decided
///     tenantapi, operator, internal
///             |
///     connection  message  chat  contact        what a caller can do, whatever the dialect
///     credential  tenant
///             |       |
///          command  outbox                      to the workers, through Kafka
///     event                                     from the workers, into the tables
///     database  identity  web  idempotency      what all of them stand on
///
/// A dialect is one package beside `manager`; adding one touches no other.
package io.trunkline.api;
