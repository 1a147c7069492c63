#!/usr/bin/env bash
# Lint with the inputs of the action, which come in the environment. Changes no document.
#
# What a document says, or how a file is called, is printed where GitHub reads commands out of the log: all of it goes out either
# as commands that `--format github` has escaped, or between marks that stop GitHub from reading commands.
set -o pipefail # not -u: the bash of macOS takes an empty list for one that is not set
followthrough=${FOLLOWTHROUGH:-followthrough}
temporary=${RUNNER_TEMP:-/tmp}

unread() { # Run a command while GitHub reads no commands out of the log.
    local token status
    token=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
    echo "::stop-commands::$token"
    "$@"
    status=$?
    echo "::$token::"
    return $status
}

lines() { # Set `named` to the lines of $1, without spaces around them and without empty ones.
    named=()
    local line
    while IFS= read -r line || [[ -n $line ]]; do
        line=${line%$'\r'}
        line=${line#"${line%%[![:space:]]*}"}
        line=${line%"${line##*[![:space:]]}"}
        [[ -n $line ]] && named+=("$line")
    done <<<"$1"
}

lint() { # With a format and more options.
    "$followthrough" lint "${options[@]}" --format "$@" -- "${named[@]}"
}

lines "${INPUT_PATHS:-}"
if ((${#named[@]} == 0)); then
    echo "::error title=followthrough::no paths: name postmortems or folders of them, one a line"
    exit 2
fi
IFS=$' \t\n' read -r -d '' -a options <<<"${INPUT_ARGS:-}"
[[ -n ${INPUT_FAIL_ON:-} ]] && options+=(--fail-on "$INPUT_FAIL_ON")
format=${INPUT_FORMAT:-github}
messages=$(mktemp "$temporary/followthrough.XXXXXX") || exit 2

if [[ $format == text ]]; then
    unread lint text 2>"$messages"
else
    lint github 2>"$messages"
fi
status=$?
[[ -s $messages ]] && unread cat "$messages"
rm -f "$messages"
if ((status > 1)); then
    echo "::error title=followthrough::lint could not be run: the log says why"
    exit "$status"
fi

if [[ $format != github && $format != text ]]; then
    report=${INPUT_OUTPUT:-$temporary/followthrough.$format}
    lint "$format" --output "$report" >/dev/null 2>&1
    if [[ ! -s $report ]]; then
        echo "::error title=followthrough::the report could not be written: format is one of sarif, junit, json, gitlab, markdown"
        exit 2
    fi
    [[ $report == *$'\n'* ]] || echo "report=$report" >>"${GITHUB_OUTPUT:-/dev/null}"
fi

if [[ ${INPUT_SUMMARY:-false} == true && -n ${GITHUB_STEP_SUMMARY:-} ]]; then
    lint markdown 2>/dev/null >>"$GITHUB_STEP_SUMMARY"
fi
exit "$status"
