#!/bin/sh
# Tests a stack from the outside: brings it up, waits until it is ready, asks it
# something, collects what it has printed, and takes it down. All it uses is the
# commands and exit codes of docs/commands.md. Needs go and curl, and tend in the
# PATH.
set -eu
cd "$(dirname "$0")"
out=${1:-out}
mkdir -p "$out"

# Whatever happens from here on, nothing is left behind, and the logs are kept.
finish() {
	code=$?
	tend logs --json >"$out/logs.json" || true
	tend ps --json >"$out/ps.json" || true
	tend down || code=1
	exit "$code"
}

# 1 and the last lines of who is to blame if it does not come up.
trap finish EXIT
tend up --wait --timeout 2m

fail() {
	echo "FAIL: $*" >&2
	exit 1
}

url=http://127.0.0.1:$(tend env counter PORT)

[ "$(curl -fsS "$url/count")" = 0 ] || fail "a new counter does not begin with 0"
for want in 1 2 3; do
	[ "$(curl -fsS -X POST "$url/count")" = "$want" ] || fail "it does not count to $want"
done

# A restart waits for the next run, and that begins anew.
tend restart counter --wait --timeout 1m
[ "$(curl -fsS "$url/count")" = 0 ] || fail "it remembers"

# tend starts it again after a crash.
curl -sS -X POST "$url/crash" >"$out/crash" 2>&1 && fail "it answers though it has crashed"
tend wait counter --for ready --timeout 1m
[ "$(curl -fsS "$url/count")" = 0 ] || fail "it is not a new one"

# What it has printed can be asked for.
[ "$(tend logs --grep "counted to 3" --no-prefix counter | wc -l)" -eq 1 ] || fail "its log has no third count"
tend logs --grep "as you wish" counter >/dev/null

# Commands run in its folder, with its environment.
tend exec counter -- sh -c 'test -n "$PORT" && test -x counter.exe' || fail "exec is somewhere else"

echo "all is well"
