#!/usr/bin/env bash
# Install the command line into an environment of its own, and tell the next step where it is. Leaves PATH as it is: the
# job's own Python stays the job's own.
set -euo pipefail

fail() {
    echo "::error title=followthrough::$1"
    exit 2
}

python=$(command -v python3 || command -v python) || fail "no Python was found: add a step with actions/setup-python before this one"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "Python 3.11 or newer is needed: add a step with actions/setup-python before this one"

package=$GITHUB_ACTION_PATH
if [[ -n ${INPUT_VERSION:-} ]]; then
    [[ $INPUT_VERSION =~ ^[0-9A-Za-z.!+]+$ ]] || fail "version is not a version: write it like 0.1.0"
    package=followthrough==$INPUT_VERSION
fi

venv=$RUNNER_TEMP/followthrough
"$python" -m venv "$venv"
bin=$venv/bin
[[ -d $venv/Scripts ]] && bin=$venv/Scripts # on Windows
"$bin/python" -m pip install --quiet --disable-pip-version-check "$package"
echo "command=$bin/followthrough" >>"$GITHUB_OUTPUT"
