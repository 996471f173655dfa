/// What views of events need to know of what came before: sessions' names and own addresses, chats,
/// and messages by their ids. A batch of events is worked off in memory: loaded before, saved
/// after, in the batch's transaction.
package io.trunkline.webhook.memory;
