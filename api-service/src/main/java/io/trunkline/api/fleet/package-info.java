/// The workers: how they are called over HTTP, and what the operator sees and asks of all of them.
package io.trunkline.api.fleet;
