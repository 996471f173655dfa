/// What workers know of each other, and what the operator asks of all of them: who is there,
/// drains, the client version, the master key. A row in PostgreSQL is both the announcement of a
/// worker and the place where it finds what it is asked, once a second; no worker calls another.
package io.trunkline.worker.fleet;
