# Sourced by deploy/up with $root set: builds what is missing or older than its sources.

version=1.0.0-SNAPSHOT
# Each jar, then the modules whose sources are in it or beside it.
jars="deploy/local/target/local deploy/local
deploy/simulator/target/simulator deploy/simulator session-worker/whatsapp-protocol
api-service/target/api-service api-service common-proto
webhook-service/target/webhook-service webhook-service common-proto
edge-gateway/target/edge-gateway edge-gateway common-proto
session-worker/worker/target/worker session-worker/worker session-worker/whatsapp-client \
session-worker/whatsapp-protocol common-proto"

# Whether a source in one of the modules $2… is newer than the file $1.
sources_newer_than() (
  file=$1
  shift
  cd "$root"
  set -- "$@" .
  for module; do
    [ -n "$(find "$module/pom.xml" "$module/src/main" "$module/console" -name node_modules -prune \
      -o -type f -newer "$file" -print 2>/dev/null | head -n 1)" ] && exit 0
  done
  exit 1
)

is_built() {
  echo "$jars" | while read -r jar modules; do
    jar=$root/$jar-$version.jar
    # A jar that a build found unchanged keeps its age, so the last build's own mark counts too.
    mark=$root/deploy/local/target/built
    [ -f "$jar" ] || exit 1
    # shellcheck disable=SC2086 # the modules' names hold no blanks
    if sources_newer_than "$jar" $modules; then
      [ -f "$mark" ] && ! sources_newer_than "$mark" $modules || exit 1
    fi
  done
}

build_if_needed() {
  is_built && return
  log=$root/deploy/local/run/build.log
  mkdir -p "$root/deploy/local/run"
  echo "Building; the first time this takes some minutes. Log: $log"
  began=$(mktemp)
  failed=$(mktemp)
  # A pipe tells how its last command ended; what Maven said goes through a file.
  { (cd "$root" && ./mvnw -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip package \
    -pl deploy/local,deploy/simulator,api-service,webhook-service,edge-gateway,session-worker/worker \
    -am 2>&1) && rm -f "$failed"; } | tee "$log" |
    while IFS= read -r line; do
      case $line in
      "[INFO] Building "*" ["*/*"]")
        name=${line#"[INFO] Building "}
        echo "  ${line##* } ${name%% *}"
        ;;
      esac
    done
  if [ -f "$failed" ]; then
    rm -f "$began" "$failed"
    grep -m 8 '^\[ERROR\]' "$log" >&2 || tail -n 8 "$log" >&2
    echo "deploy/up: the build failed; the whole log is in $log" >&2
    exit 1
  fi
  # As old as the build's beginning: what changed meanwhile is built the next time.
  touch -r "$began" "$root/deploy/local/target/built"
  rm -f "$began"
}
