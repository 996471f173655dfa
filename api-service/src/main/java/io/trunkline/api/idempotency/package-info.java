/// `Idempotency-Key`: the same request within a day gives the first reply again.
package io.trunkline.api.idempotency;
