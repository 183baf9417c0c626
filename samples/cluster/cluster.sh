#!/bin/sh
# Two servers that share one Redis: a client streams to the second, its token is revoked on the first, and the second cuts it.
# Needs redis-server, redis-cli and ffmpeg. Everything lies in a temporary folder, on free ports, and ends with the script.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
stagedoor=${STAGEDOOR:-$here/../../stagedoor}

for program in redis-server redis-cli ffmpeg; do
    command -v "$program" >/dev/null 2>&1 || {
        echo "cluster: $program is not installed" >&2
        exit 1
    }
done

work=$(mktemp -d)
chmod 700 "$work"
started=
end() {
    for process in $started; do
        kill "$process" 2>/dev/null || true
    done
    for process in $started; do
        wait "$process" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap end EXIT
trap 'exit 1' INT TERM

# Waits up to a minute until a command succeeds.
until_true() {
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || {
            echo "cluster: in vain: $*" >&2
            exit 1
        }
        sleep 0.2
    done
}

# One Redis, on a port where none answers.
port=$((20000 + $$ % 10000))
while redis-cli -p "$port" ping >/dev/null 2>&1; do
    port=$((port + 1))
done
redis-server --bind 127.0.0.1 --port "$port" --save '' --appendonly yes --dir "$work" >"$work/redis.log" 2>&1 &
started="$started $!"
until_true redis-cli -p "$port" ping
echo "store    redis://127.0.0.1:$port"

# The same secrets on both, as you would copy them.
"$stagedoor" init --home "$work/one" --app live --jwt -q
"$stagedoor" init --home "$work/two" --app live --jwt -q
cp "$work/one/stagedoor/secrets/live-jwt.key" "$work/two/stagedoor/secrets/live-jwt.key"
"$stagedoor" secret new --file "$work/one/stagedoor/secrets/shared.key" >/dev/null
cp "$work/one/stagedoor/secrets/shared.key" "$work/two/stagedoor/secrets/shared.key"

for server in one two; do
    cat >"$work/$server/stagedoor/conf/stagedoor.shared.cfg" <<CFG
redis = redis://127.0.0.1:$port
keyFile = $work/$server/stagedoor/secrets/shared.key
timeoutMillis = 500
CFG
    chmod 600 "$work/$server/stagedoor/conf/stagedoor.shared.cfg"
    "$stagedoor" serve --home "$work/$server" --rtmp-port 0 --http-port 0 -q >"$work/$server.out" 2>"$work/$server.err" &
    started="$started $!"
done
for server in one two; do
    until_true grep -q '^ready ' "$work/$server.out"
    echo "server   $server: $(sed -n 's/^ready *\(rtmp:[^ ]*\).*/\1/p' "$work/$server.out")"
done
two=$(sed -n 's/^ready *\(rtmp:[^ ]*\).*/\1/p' "$work/two.out")

token=$("$stagedoor" token --home "$work/one" --sub alice -q)
ffmpeg -loglevel error -re -f lavfi -i testsrc=size=160x120:rate=10 -c:v flv1 -f flv -rtmp_conn "S:any S:jwt S:$token" "$two/alice" >"$work/alice.log" 2>&1 &
alice=$!
started="$started $alice"
until_true sh -c "'$stagedoor' sessions --home '$work/two' | grep -q alice"
echo "alice    streams to two"

printf '%s' "$token" >"$work/alice.token"
"$stagedoor" revoke --home "$work/one" --token-file "$work/alice.token" >/dev/null
echo "revoked  on one: the token of alice"

gone() {
    ! kill -0 "$alice" 2>/dev/null
}
until_true gone
echo "alice    is cut on two"

if ffmpeg -loglevel error -re -f lavfi -i testsrc=size=160x120:rate=10 -t 2 -c:v flv1 -f flv -rtmp_conn "S:any S:jwt S:$token" "$two/alice" >"$work/again.log" 2>&1; then
    echo "cluster: alice got in again" >&2
    exit 1
fi
echo "alice    does not get in again"
