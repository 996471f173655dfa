/// Faults that the control API switches on: what goes wrong, for whom, and for how long.
package io.trunkline.simulator.fault;
