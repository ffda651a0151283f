#!/bin/sh
# Sends no new requests to a web machine, or sends them again:
#
#   drain.sh out 10.20.0.11:8000     then restart the machine's casetracking-web
#   drain.sh in 10.20.0.11:8000      once its /readyz answers 200
#
# What the machine is working on is finished by the proxy's former processes, which do not ask it again. Until
# they have ended, a request that they have begun to read may still go to it: for that the script waits, for half
# a minute at most, since a large download may take longer.
# UPSTREAMS, NGINX_COMMAND and NGINX_PID name another file, another way to start nginx, another place of its number.
set -eu
file=${UPSTREAMS:-/etc/nginx/casetracking/upstreams.conf}
if [ $# -ne 2 ]; then
    echo "usage: drain.sh out|in ADDRESS:PORT" >&2
    exit 2
fi
server=$(printf '%s' "$2" | sed 's/[.[\]/\\&/g')
grep -q "^ *server $server[ ;]" "$file" || { echo "drain.sh: $file has no server $2" >&2; exit 1; }
case $1 in
    out)
        others=$(grep '^ *server ' "$file" | grep -v "^ *server $server[ ;]" | grep -cv ' down;') || true
        [ "$others" -gt 0 ] || { echo "drain.sh: $2 is the last one that serves" >&2; exit 1; }
        sed -i "/^ *server $server[ ;]/{/ down;/!s/;/ down;/}" "$file"
        ;;
    in) sed -i "/^ *server $server[ ;]/s/ down;/;/" "$file" ;;
    *) echo "usage: drain.sh out|in ADDRESS:PORT" >&2; exit 2 ;;
esac
${NGINX_COMMAND:-nginx} -t -q
number=${NGINX_PID:-/run/nginx.pid}
former=
if [ -r "$number" ]; then
    head=$(cat "$number")
    former=$(cat "/proc/$head/task/$head/children")
else
    echo "drain.sh: no $number to tell nginx's processes by: wait some seconds before you restart $2" >&2
fi
${NGINX_COMMAND:-nginx} -s reload
tenths=0
for process in $former; do
    while [ -d "/proc/$process" ]; do
        [ $tenths -lt 300 ] || { echo "drain.sh: requests to $2 are still under way" >&2; exit 0; }
        sleep 0.1
        tenths=$((tenths + 1))
    done
done
