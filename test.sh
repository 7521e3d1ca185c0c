#!/usr/bin/env bash
# Installs what the tests need, builds everything, runs every test project and ends with "N passed, N failed[, N skipped]".
# Arguments: names of test projects below tests/ (default: all), e.g. ./test.sh Elsa Browser
set -euo pipefail
cd "$(dirname "$0")"

missing=()
command -v dotnet >/dev/null || missing+=("the .NET 10 SDK (dotnet)")
command -v node >/dev/null && command -v npm >/dev/null || missing+=("Node.js 20 or later with npm")

postgres_bin() { # Debian keeps initdb out of PATH
  local found
  found=$(command -v initdb || ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -1)
  [ -n "$found" ] && dirname "$(readlink -f "$found")"
}

wanted=()
[ -x /usr/bin/chromium ] || wanted+=(chromium)
postgres_bin >/dev/null || wanted+=(postgresql)
fc-list :lang=zh 2>/dev/null | grep -q . || wanted+=(fonts-noto-cjk fontconfig)
if [ ${#wanted[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${wanted[*]}"
    log=$(mktemp)
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${wanted[@]}"; } >"$log" 2>&1 || { tail -20 "$log"; exit 1; }
  else
    missing+=("${wanted[@]}")
  fi
fi
if [ ${#missing[@]} -gt 0 ]; then
  printf 'Missing: %s\n' "${missing[@]}"
  exit 1
fi

# A PostgreSQL server of our own on a free port, gone when the tests are. Tests kill the app, never this server: it need not wait for its disk.
scratch=$(mktemp -d)
chmod 755 "$scratch"
bin=$(postgres_bin)
as_server() { # the server refuses to run as root
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
cleanup() {
  as_server "$bin/pg_ctl" -D "$scratch/postgres" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$scratch"
}
trap cleanup EXIT
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
password=$(node -e 'console.log(require("crypto").randomBytes(12).toString("hex"))')
mkdir "$scratch/postgres"
printf '%s' "$password" >"$scratch/password"
if [ "$(id -u)" = 0 ]; then
  id postgres >/dev/null 2>&1 || useradd --system postgres
  chown -R postgres "$scratch"
fi
as_server "$bin/initdb" -D "$scratch/postgres" -U postgres --pwfile="$scratch/password" -A scram-sha-256 -E UTF8 --no-locale >/dev/null
as_server "$bin/pg_ctl" -D "$scratch/postgres" -w -l "$scratch/postgres.log" \
  -o "-p $port -k $scratch -c listen_addresses=127.0.0.1 -c max_connections=300 -c fsync=off -c full_page_writes=off" start >/dev/null
export PROCESSSALES_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres;Password=$password"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

if [ "${CI:-}" = true ]; then dotnet restore ProcessSales.sln --locked-mode -v q; else dotnet restore ProcessSales.sln -v q; fi
dotnet build ProcessSales.sln --no-restore -v q -clp:NoSummary
# S-30: a known vulnerability in anything that is used fails the run.
vulnerable=$(dotnet list ProcessSales.sln package --vulnerable --include-transitive --no-restore 2>/dev/null || dotnet list ProcessSales.sln package --vulnerable --include-transitive 2>/dev/null || true)
if grep -q 'has the following vulnerable packages' <<<"$vulnerable"; then
  echo "$vulnerable"
  echo "S-30: a package with a known vulnerability is in use"
  exit 1
fi

passed=0 failed=0 skipped=0
told="$scratch/failures"
count() { sed -n "s/^ *$1: \([0-9][0-9]*\).*/\1/p" "$2" | tail -1; }
for project in "${@:-Elsa ElsaContract Workflows Activities Host Browser}"; do
  for name in $project; do
    echo "== tests/$name"
    out="$scratch/$name.log"
    status=0
    # A suite in which no test ends for so long hangs: it is stopped, and says which tests were running.
    dotnet test --project "tests/$name" --no-build --results-directory "$scratch/results" \
      --hangdump --hangdump-timeout 12m --hangdump-type None 2>&1 | tee "$out" || status=$?
    awk '/^failed /{on=1} /^[^ ]/&&!/^failed /{on=0} on' "$out" >>"$told"
    for hung in "$scratch"/results/*_hang.log; do
      [ -f "$hung" ] || continue
      { echo "hung: tests/$name; still running:"; cat "$hung"; } | tee -a "$told"
      rm "$hung"
    done
    failures=$(count failed "$out")
    passed=$((passed + $(count succeeded "$out" || true) + 0))
    skipped=$((skipped + $(count skipped "$out" || true) + 0))
    failed=$((failed + ${failures:-0}))
    # a runner that died without counting is a failure too
    if [ "$status" != 0 ] && [ "${failures:-0}" = 0 ]; then failed=$((failed + 1)); echo "tests/$name ended with exit code $status"; fi
  done
done

# Once more at the end, where a long run's record is still read: what requests ended in an exception, also where a test asked again, and which tests failed and why.
cat "$scratch"/*.log | awk '/An unhandled exception has occurred while executing the request/ { getline; sub(/^ +/, ""); print "request failed: " substr($0, 1, 200) }' | sort | uniq -c
cat "$told"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
