/// What a session tells its owner: state changes, messages, statuses, account health.
package io.trunkline.whatsapp.client.event;
