#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# W4 for bench/run: mails of one signature to a relay on loopback, product and peer in turn.
#   bench/w4.sh FOLDER SIZE PEER RUNS        FOLDER holds w2_SIZE and w4_SIZE; PEER python or none
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
data=$1 size=$2 peer=$3 runs=$4
program=${W4:-build/release/w4}
template=bench/gen/w4_template.txt
sink=$data/smtp_sink expected=$data/w4_$size.expected
[[ $sink -nt bench/limits/smtp_sink.cc ]] || g++ -O2 -std=c++20 bench/limits/smtp_sink.cc -o "$sink"
[[ -s $expected ]] || python3 -I bench/ref/ref_w4.py "$data/w2_$size" "$data/w4_$size" "$template" >"$expected"
count=$(($(wc -l <"$data/w4_$size/recipients.csv") - 1))
mkdir -p "$data/out"

# run NAME COMMAND...: sets `wall`, prints wall, CPU, MiB and what the program says; the relay must have got every byte.
run() {
    local name=$1 port figures
    shift
    rm -f "$data/out/$name".db*
    "$sink" 0 "$count" >"$data/out/sink" &
    local relay=$!
    until port=$(sed -n 's/^port=//p' "$data/out/sink") && [[ -n $port ]]; do sleep 0.02; done
    figures=$(python3 -I bench/measure.py "$data/out/$name.out" "$data/out/$name.err" "${@//'{PORT}'/$port}") || {
        kill "$relay"
        tail -n 5 "$data/out/$name.err" >&2
        exit 1
    }
    wait "$relay"
    grep -q "$(<"$expected")" "$data/out/sink" || {
        printf 'error: the relay got other mails than expected: %s\n' "$(tail -n 1 "$data/out/sink")" >&2
        exit 1
    }
    wall=${figures%% *}
    printf '%-9s %-24s %s\n' "$name" "$figures" "$(tr '\n' ' ' <"$data/out/$name.out")"
}

printf '%-9s %s\n' "w4-$size" "wall s, CPU s, peak MiB"
ratios=()
for ((i = 1; i <= runs; ++i)); do
    run qingkong "$program" "$data/w2_$size" "$data/w4_$size" "$template" '{PORT}' "$data/out/qingkong.db" "${SESSIONS:-8}"
    own=$wall
    [[ $peer == python ]] || continue
    run python python3 bench/peers/python_w4.py "$data/w2_$size" "$data/w4_$size" "$template" '{PORT}' "$data/out/python.db"
    ratios+=("$(awk -v a="$own" -v b="$wall" 'BEGIN { printf "%.2f", b / a }')")
done
[[ $peer != python ]] || printf 'median: python / qingkong = %s\n' "$(printf '%s\n' "${ratios[@]}" | sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')"
printf 'every byte as expected: %s\n' "$(<"$expected")"
