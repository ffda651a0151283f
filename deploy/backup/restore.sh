#!/bin/sh
# Lays out a server's data as it was at the end of the archived log, or at a moment before:
#
#   BACKUP_DIR=/srv/backup restore.sh NEW_DATA ['2026-11-29 08:59:00+07']
#
# Run as the server's account, on the machine that shall serve. NEW_DATA must be empty or absent: nothing
# is written over. Then start PostgreSQL on it; it reads the log and opens once it has come to the moment.
set -eu
: "${BACKUP_DIR:?the folder that holds base/ and wal/}"
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: BACKUP_DIR=… restore.sh NEW_DATA [MOMENT]" >&2
    exit 2
fi
data=$1 moment=${2:-}
case $data$BACKUP_DIR$moment in *\'*) echo "restore.sh: no quotes, please" >&2; exit 2 ;; esac
if [ -d "$data" ] && [ -n "$(ls -A "$data")" ]; then
    echo "restore.sh: $data is not empty" >&2
    exit 1
fi
latest=99999999T999999Z
if [ -n "$moment" ]; then
    latest=$(date -u -d "$moment" +%Y%m%dT%H%M%SZ) || exit 2
fi
# A place in the log, so that places compare as texts: 1/2000028 is 0000000102000028.
place() { printf '%08X%08X\n' "0x${1%/*}" "0x${1#*/}"; }
not_after() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort | head -n 1)" = "$1" ]; }

# Every restore begins a timeline of its own. What was copied on an earlier one after the branch belongs
# to a history that was given up: the log no longer leads on from there.
history=$(ls -1 "$BACKUP_DIR/wal" 2>/dev/null | grep '^[0-9A-F]\{8\}\.history$' | tail -n 1) || true
leads_on() {
    [ -n "$history" ] || return 0
    range=$(tr -d '\n' <"$1/backup_manifest" | sed 's/.*"WAL-Ranges": *\[\([^]]*\)\].*/\1/')
    timeline=$(echo "$range" | sed 's/.*"Timeline": *\([0-9]*\).*/\1/')
    end=$(echo "$range" | sed 's/.*"End-LSN": *"\([^"]*\)".*/\1/')
    [ "$(printf '%08X' "$timeline")" = "${history%.history}" ] && return 0
    branch=$(awk -v timeline="$timeline" '$1 == timeline { print $2 }' "$BACKUP_DIR/wal/$history")
    [ -n "$branch" ] && not_after "$(place "$end")" "$(place "$branch")"
}

# The newest of them that was complete before the moment: the log only leads forward.
base=
for each in "$BACKUP_DIR"/base/*Z; do
    [ -d "$each" ] && not_after "${each##*/}" "$latest" && leads_on "$each" && base=$each
done
if [ -z "$base" ]; then
    echo "restore.sh: no backup in $BACKUP_DIR/base was complete before ${moment:-now}" >&2
    exit 1
fi
mkdir -p "$data"
cp -a "$base/." "$data"
chmod 700 "$data"
if [ -f "$data/postgresql.auto.conf" ]; then
    # A copy of a server that was itself restored still names the moment it was taken back to.
    sed -i '/^restore_command\|^recovery_target/d' "$data/postgresql.auto.conf"
fi
{
    echo "restore_command = 'cp \"$BACKUP_DIR/wal/%f\" \"%p\"'"
    if [ -n "$moment" ]; then
        echo "recovery_target_time = '$(date -u -d "$moment" +'%Y-%m-%d %H:%M:%S.%N+00')'"
        echo "recovery_target_action = 'promote'"
    fi
} >>"$data/postgresql.auto.conf"
touch "$data/recovery.signal"
sync "$data"
echo "$data from ${base##*/}; start PostgreSQL on it"
