/// People who sign in with a password: users of a tenant, and operators. Of passwords only bcrypt
/// hashes are kept.
package io.trunkline.api.user;
