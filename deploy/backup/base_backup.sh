#!/bin/sh
# A copy of the whole database, to be taken every night by an account that may connect for replication:
#
#   BACKUP_DIR=/srv/backup PGHOST=… PGUSER=… base_backup.sh
#
# It appears in BACKUP_DIR/base under the moment at which it was complete (UTC), and only once it has been
# verified. KEEP_BACKUPS of them are kept (14), and of BACKUP_DIR/wal what the oldest of them needs.
# PG_BIN is the folder of PostgreSQL's programs where they are not on the PATH.
set -eu
: "${BACKUP_DIR:?the folder that holds base/ and wal/}"
keep=${KEEP_BACKUPS:-14}
[ "$keep" -ge 1 ] || { echo "base_backup.sh: KEEP_BACKUPS must be 1 or more" >&2; exit 2; }
PATH=${PG_BIN:+$PG_BIN:}$PATH
base=$BACKUP_DIR/base
mkdir -p "$base" "$BACKUP_DIR/wal"

# One at a time; what an interrupted one has left is nobody's any more.
exec 9>"$BACKUP_DIR/lock"
flock -n 9 || { echo "base_backup.sh: another one is at work in $BACKUP_DIR" >&2; exit 1; }
rm -rf "$base"/*.part

making=$base/$(date -u +%Y%m%dT%H%M%SZ).part
pg_basebackup --pgdata="$making" --checkpoint=fast --wal-method=stream --no-password
pg_verifybackup --quiet "$making"
made=$base/$(date -u +%Y%m%dT%H%M%SZ)
mv "$making" "$made"
sync "$base"
echo "$made"

ls -1d "$base"/*Z | head -n -"$keep" | while IFS= read -r old; do
    rm -rf "$old"
done
oldest=$(ls -1d "$base"/*Z | head -n 1)
needed=$(sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]*\))$/\1/p' "$oldest/backup_label")
pg_archivecleanup "$BACKUP_DIR/wal" "$needed"
