/// A seeded simulation of several workers in one process: fake clock, fake stores that crash at
/// every step, a network that cuts off any party from any other. It drives the very classes that
/// the worker runs on (ownership, reservation, inbound order, send gate, offset prefix) and checks
/// invariants after every step. The same seed gives the same schedule.
package io.trunkline.worker.simulation;
