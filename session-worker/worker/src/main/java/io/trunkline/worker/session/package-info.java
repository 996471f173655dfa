/// Sessions in the hands of this worker: each an actor with a mailbox, which alone decides about
/// its client session, its desired state and its commands.
package io.trunkline.worker.session;
