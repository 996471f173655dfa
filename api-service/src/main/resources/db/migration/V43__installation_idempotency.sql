-- An Idempotency-Key of the operator's, which belongs to no tenant, is kept under the id of zeros.
-- Compatible with every version that knows V4: it never deletes by this reference, and forgets all
-- keys after a day.

ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_tenant_id_fkey;
