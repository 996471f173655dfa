#!/bin/sh
# Builds the console into the folder $1, or, without Node, puts a page there that says so.
set -eu
cd "$(dirname "$0")"
out=$1

is_built() {
  [ -f "$out/built" ] && [ -z "$(find src ./*.html ./*.ts ./*.json build.sh -newer "$out/built" -type f | head -n 1)" ]
}

# $1: what is missing
without() {
  echo "console: $1, so the web console is left out; the APIs are not affected"
  rm -rf "$out"
  mkdir -p "$out/assets"
  cp absent.html "$out/index.html"
  exit 0
}

is_built && exit 0
command -v npm >/dev/null || without "no Node on this machine"
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' ||
  without "Node $(node --version) is older than 20.19"
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --omit=dev --no-progress --loglevel=error || without "its packages could not be fetched"
fi
npm run --silent build -- --logLevel warn --outDir "$out" --emptyOutDir
for file in "$out"/assets/*.js "$out"/assets/*.css; do
  gzip -9 -n -k "$file"
done
touch "$out/built"
