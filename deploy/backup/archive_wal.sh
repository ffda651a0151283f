#!/bin/sh
# Keeps one finished segment of PostgreSQL's log; the server calls it:
#
#   archive_command = '/opt/casetracking/current/deploy/backup/archive_wal.sh "%p" "%f" /srv/backup/wal'
#
# Ends with 0 only once the segment lies on disk under its name: until then the server keeps it and asks
# again. A segment that is there already is accepted if it is the same, and never written over.
set -eu
if [ $# -ne 3 ]; then
    echo "usage: archive_wal.sh SEGMENT NAME ARCHIVE" >&2
    exit 2
fi
segment=$1 kept=$3/$2
if [ -e "$kept" ]; then
    cmp -s "$segment" "$kept" && exit 0
    echo "archive_wal.sh: another $2 lies in $3 already; is the archive another server's?" >&2
    exit 1
fi
cp "$segment" "$kept.part"
sync "$kept.part"
mv "$kept.part" "$kept"
sync "$3"
