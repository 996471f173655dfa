/// Drives a whole installation from outside, through the front door and the simulator's control
/// API, for tests and benchmarks. It knows no class of any service.
package io.trunkline.e2e;
