# Gives each role the password in the file of its name. PostgreSQL's image sources this once.
for file in /run/secrets/trunkline/trunkline_*; do
  psql -v ON_ERROR_STOP=1 -q -U postgres -d trunkline \
    -v role="$(basename "$file")" -v password="$(cat "$file")" <<'SQL'
ALTER ROLE :"role" PASSWORD :'password';
SQL
done
