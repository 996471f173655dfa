/// What the control API lets one see: counters, and the last stanzas of each device.
package io.trunkline.simulator.observe;
