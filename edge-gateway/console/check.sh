#!/bin/sh
# Lints and tests the console's sources, where this machine has Node.
set -eu
cd "$(dirname "$0")"
if ! command -v npm >/dev/null; then
  echo "console: no Node on this machine, so its sources are not checked"
  exit 0
fi
[ -d node_modules/eslint ] || npm ci --no-progress --loglevel=error
npm run --silent lint
npm run --silent test
