/// Chats and labels as the devices of an account share them. PostgreSQL answers; no worker is
/// asked.
package io.trunkline.api.chat;
