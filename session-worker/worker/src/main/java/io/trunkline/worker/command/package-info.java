/// Commands on their way to a session: what may be sent at all, and which offsets are done with.
package io.trunkline.worker.command;
