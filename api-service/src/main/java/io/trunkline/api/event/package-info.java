/// The persistence consumer: what workers tell on `trunkline.events` becomes rows, once.
package io.trunkline.api.event;
