/// The way of an accepted message to the worker: dispatch in order, again after a reconnect or past
/// a deadline, until it is answered or its lifetime is over.
package io.trunkline.api.outbox;
