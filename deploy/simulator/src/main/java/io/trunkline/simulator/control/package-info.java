/// The control API: what a tester does to phones and to the server, over HTTP and JSON.
package io.trunkline.simulator.control;
