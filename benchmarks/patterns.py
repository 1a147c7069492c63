"""How long each regular expression of the program takes on a hundred thousand characters that were made to keep it busy.

Finds the expressions itself: in the modules' names, and in the calls of `re` that their source holds. Exits with 1 where one is over
the limit. Proves nothing about texts it does not try.
"""

from __future__ import annotations

import ast
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from followthrough.core.pattern import Pattern

PACKAGES = ("followthrough.core", "followthrough.cli")
SIZE = 100_000
LIMIT = 100.0  # milliseconds
SLOWEST = 12  # that are printed
OWN_WORDS = 12  # of an expression, that are repeated to it
CALLS = frozenset({"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
PIECES = (
    *(" ", "\t", "\n", "a", "A", "1", "-", "_", ".", ",", ":", ";", "/", "(", "[", "{", "<", "*", "`", "|", "#", "@", "!", "&", "'", '"'),
    *("\\", "é", "\u200b", "\u00a0", "✅", "a ", "A ", "Aa ", "1 ", "- ", ". ", ", ", ": ", "(a", "[a](", "<a ", "**a", "a/", "a-", "a."),
    *("A-1 ", "#1", "@a ", "@a,", "1-1-", "1/", "12:", "we ", "we will ", "we have ", "should ", "to ", "the ", "and ", "not ", "be "),
    *("if ", "before ", "in ", "team ", "end of ", "next ", "http://a/", "We should add ", "Priya, ", "2026-01-02 ", "Jan 1 "),
    *("(owner: ", "(done", "| a ", "a\n", "a\n\n", "- a\n", "# a\n"),
)


def main() -> int:
    signal.signal(signal.SIGALRM, give_up)
    found = {expression.pattern + str(expression.flags): (where, expression) for where, expression in expressions()}
    timed = sorted(((*slowest(expression), where) for where, expression in found.values()), reverse=True)
    print(f"{'slowest on':14}{'took':>9}{'limit':>9}  where")
    for took, piece, where in timed[:SLOWEST]:
        print(f"{piece!r:14.14}{took:7.1f}ms{LIMIT:7.0f}ms  {where}")
    print(f"\n{len(timed)} expressions, each on {len(PIECES)} pieces and its own words, repeated to {SIZE:,} characters.")
    return 0 if timed[0][0] <= LIMIT else 1


def expressions() -> Iterator[tuple[str, re.Pattern[str] | Pattern]]:
    """Every expression with the place it stands in."""
    for module in modules():
        for name, value in vars(module).items():
            yield from ((f"{module.__name__}.{name}", each) for each in inside(value))
        for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (each := called(node, module)) is not None:
                yield f"{module.__name__}:{node.lineno}", each


def modules() -> Iterator[ModuleType]:
    for package in map(import_module, PACKAGES):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield import_module(info.name)


def inside(value: object, depth: int = 3) -> Iterator[re.Pattern[str] | Pattern]:
    if isinstance(value, Pattern) or (isinstance(value, re.Pattern) and isinstance(value.pattern, str)):
        yield value
    elif depth and isinstance(value, dict):
        for each in value.values():
            yield from inside(each, depth - 1)
    elif depth and isinstance(value, tuple | list):
        for each in value:
            yield from inside(each, depth - 1)


def called(node: ast.Call, module: ModuleType) -> re.Pattern[str] | None:
    """The expression of a call like `re.search(r"…", text)`, where it can be known without running the program."""
    function = node.func
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "re"):
        return None
    if function.attr not in CALLS or not node.args:
        return None
    flags = next((keyword.value for keyword in node.keywords if keyword.arg == "flags"), None)
    if function.attr == "compile" and len(node.args) > 1:
        flags = node.args[1]
    try:
        pattern, flag = (evaluated(each, module) if each is not None else 0 for each in (node.args[0], flags))
    except NameError:
        return None  # made of a function's own names
    return re.compile(pattern, flag) if isinstance(pattern, str) else None  # type: ignore[call-overload]


def evaluated(node: ast.expr, module: ModuleType) -> object:
    return eval(compile(ast.Expression(node), module.__name__, "eval"), dict(vars(module)))  # noqa: S307 - our own source


def slowest(expression: re.Pattern[str] | Pattern, patience: float = 1.0) -> tuple[float, str]:
    """Milliseconds that the worst piece took, and the piece; no longer than the patience, in seconds, is spent on one."""
    own = dict.fromkeys(re.findall(r"[A-Za-z]{2,}", re.sub(r"\\.|\(\?\w+", " ", expression.pattern)))
    worst = (0.0, "")
    for piece in (*PIECES, *(f"{word} " for word in list(own)[:OWN_WORDS])):
        text = (piece * (SIZE // len(piece)))[: SIZE - 1] + "\x01"
        worst = max(worst, (taken(expression, text, patience), piece))
        if worst[0] >= patience * 1000:
            break
    return worst


def taken(expression: re.Pattern[str] | Pattern, text: str, patience: float) -> float:
    """Milliseconds of one search. Signals reach the engine in the middle of its work."""
    start = time.perf_counter()
    signal.setitimer(signal.ITIMER_REAL, patience)
    try:
        expression.search(text)
    except TimeoutError:
        return max(patience * 1000, (time.perf_counter() - start) * 1000)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return (time.perf_counter() - start) * 1000


def give_up(*_: object) -> None:
    raise TimeoutError


if __name__ == "__main__":
    sys.exit(main())
