/// The queue of deliveries and the calls to endpoints.
///
/// A lane is the queue of one session at one webhook. Whoever holds its claim works it off alone,
/// in order of arrival. A failure puts the lane to sleep and touches no other lane.
package io.trunkline.webhook.delivery;
