/// Other users and the own account, as WhatsApp itself tells them: asked of the session's worker,
/// not of the store.
package io.trunkline.api.people;
