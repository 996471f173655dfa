/// Credentials: API keys, the operator's keys, connection tokens, and what each stands for.
/// Only hashes are kept.
package io.trunkline.api.credential;
