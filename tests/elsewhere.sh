#!/usr/bin/env bash
# Checks from Debian what can be checked there of macOS and Windows: clippy for
# both; then the proofs and the tests that run programs, built for Windows, run
# under Wine. Of macOS this shows that everything compiles. Wine's TCP is that
# of Linux: what it shows is what the Rust code does on Windows, not Winsock.
#
#     tests/elsewhere.sh
#
# Needs root or sudo, for apt: the Rust of Debian 12, which has its standard
# library as source, mingw and Wine. Takes 15 minutes on two cores, and 8 GB.
set -euo pipefail
cd "$(dirname "$0")/.."

# Red under Wine 8, where the stream of a peer that resets ends as if it had
# shut down: each of these waits for the error, or for the report of it.
known=(
    echo_one_bad_peer
    close_unread_cuts
    close_late_resets
    zero_linger_resets
    clients_say_that_their_peer_has_broken_the_connection_off
    crowd_says_when_it_is_not_served_in_the_end
    socket_test_tells_an_end_from_an_error
    proxy_returns_an_error_of_either_side
    a_reset_is_reported_and_disturbs_nobody_else
    a_reset_is_reported_between_two_lines_and_in_one
    echo_server_says_nothing_about_a_client_that_leaves_in_order
)

packages=(rustc-web cargo-web rust-web-clippy rust-web-src
    gcc-mingw-w64-x86-64 wine wine64)
if ! dpkg --status "${packages[@]}" >/dev/null 2>&1; then
    sudo=(env)
    [ "$(id -u)" -eq 0 ] || sudo=(sudo)
    timeout 600 "${sudo[@]}" apt-get update
    timeout 1800 "${sudo[@]}" apt-get install --yes --no-install-recommends \
        "${packages[@]}"
fi

export PATH="/usr/bin:$PATH" # Debian's cargo and rustc before others
export RUSTC_BOOTSTRAP=1 # lets them build the standard library
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}/elsewhere"
export WINEPREFIX="$CARGO_TARGET_DIR/wine" WINEDEBUG=-all
mkdir -p "$CARGO_TARGET_DIR"
failures=()

# No C compiler for Apple's systems is here, and none is missed: nothing is
# linked.
export CC_aarch64_apple_darwin=true AR_aarch64_apple_darwin=true
for target in aarch64-apple-darwin x86_64-pc-windows-gnu; do
    echo "=== clippy for $target"
    timeout 1800 cargo clippy -Zbuild-std --target "$target" --workspace --lib \
        --bins --examples --test '*' -- --deny warnings ||
        failures+=("clippy for $target")
done

echo "=== Build for Windows"
log="$CARGO_TARGET_DIR/build.log"
timeout 1800 cargo test -Zbuild-std --target x86_64-pc-windows-gnu --no-run \
    --test proofs --test programs 2>&1 | tee "$log"

echo "=== Run under Wine, each test by itself"
timeout 300 wineboot --init
trap 'wineserver -k || true' EXIT # ends whatever still runs there
# Every Rust program calls this function, which Wine 8 does not have.
timeout 60 x86_64-w64-mingw32-gcc -shared -x c - -ladvapi32 -o \
    "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" <<'C'
int __stdcall SystemFunction036(void *, unsigned long);
__declspec(dllexport) int ProcessPrng(void *bytes, unsigned long long count) {
    return SystemFunction036(bytes, count);
}
C
passed=0
while read -r exe; do
    tests=$(timeout 60 wine "$exe" --list </dev/null | tr --delete '\r')
    for name in $(sed --quiet 's/: test$//p' <<<"$tests"); do
        if printed=$(timeout --kill-after=5 90 wine "$exe" --exact "$name" \
            2>&1 </dev/null); then
            passed=$((passed + 1))
        elif [[ " ${known[*]} " == *" ${name##*::} "* ]]; then
            echo "red under Wine, as known: $name"
        else
            printf '%s\n' "$printed"
            failures+=("$name, under Wine")
        fi
    done
done < <(sed --quiet 's/.*Executable .*(\(.*\.exe\)).*/\1/p' "$log")
echo "$passed tests passed under Wine"
[ "$passed" -gt 0 ] || failures+=("no test ran under Wine")

if [ "${#failures[@]}" -gt 0 ]; then
    printf 'FAILED: %s\n' "${failures[@]}"
    exit 1
fi
