-- Makes Trunkline's roles and schemas in the current database. Run as superuser; may be repeated.
-- A service's tables belong to trunkline_<service>_owner, which only migrates. It runs as
-- trunkline_<service>, which owns nothing and obeys row-level security; its cross-tenant jobs run
-- as trunkline_<service>_jobs, which sees of other tenants what a policy names it for.
-- Passwords are set apart: ALTER ROLE … PASSWORD '…'.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY[
    'trunkline_worker_owner', 'trunkline_worker',
    'trunkline_api_owner', 'trunkline_api', 'trunkline_api_jobs',
    'trunkline_webhook_owner', 'trunkline_webhook', 'trunkline_webhook_jobs'
  ] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format(
        'CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS',
        role_name);
    END IF;
  END LOOP;
END
$$;

CREATE SCHEMA IF NOT EXISTS worker AUTHORIZATION trunkline_worker_owner;
CREATE SCHEMA IF NOT EXISTS api AUTHORIZATION trunkline_api_owner;
CREATE SCHEMA IF NOT EXISTS webhook AUTHORIZATION trunkline_webhook_owner;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA worker TO trunkline_worker;
GRANT USAGE ON SCHEMA api TO trunkline_api, trunkline_api_jobs;
GRANT USAGE ON SCHEMA webhook TO trunkline_webhook, trunkline_webhook_jobs;
-- The worker reads messages through a view that api's migrations grant.
GRANT USAGE ON SCHEMA api TO trunkline_worker;

DO $$
DECLARE
  service text;
  role_name text;
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  FOREACH service IN ARRAY ARRAY['worker', 'api', 'webhook'] LOOP
    FOR role_name IN
      SELECT rolname FROM pg_roles
      WHERE rolname IN (
        'trunkline_' || service, 'trunkline_' || service || '_owner',
        'trunkline_' || service || '_jobs')
    LOOP
      EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), role_name);
      EXECUTE format(
        'ALTER ROLE %I IN DATABASE %I SET search_path = %I',
        role_name, current_database(), service);
    END LOOP;
  END LOOP;
END
$$;
