/// Groups of a session, asked of and changed by its worker. Nothing of them is stored here but
/// their chats.
package io.trunkline.api.group;
