/// Contacts of each session: a projection of what messages, history and the account's devices tell.
package io.trunkline.api.contact;
