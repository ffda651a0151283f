#!/bin/sh
# Makes a virtual environment with pip: sh make_venv.sh FOLDER. PYTHON=… names the interpreter to use.
# Debian splits `venv` off its Python; as root it is installed here, otherwise the message says how.
set -eu
folder=$1

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

for name in ${PYTHON_COMMAND:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if is_new_enough "$name"; then
        python=$name
        break
    fi
done
if [ -z "${python:-}" ]; then
    echo "Python 3.11 or newer is needed. Install it, or name it: PYTHON_COMMAND=/path/to/python3 make setup" >&2
    exit 1
fi

if "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi

if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $package, which Debian keeps apart from Python …" >&2
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null
    else
        echo "This Python cannot make virtual environments. As root: apt-get install $package" >&2
        exit 1
    fi
fi
"$python" -m venv --clear "$folder"
