"""Only the operations write the portfolio's tables: read from the syntax tree of every other file."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import followthrough
from followthrough.web import models

SOURCE = Path(followthrough.__file__).parent
DOOR = ("web/operations/", "web/migrations/")
PLAIN = {"save", "create", "update", "bulk_create", "bulk_update", "delete", "get_or_create", "update_or_create"}
WRITES = PLAIN | {f"a{name}" for name in PLAIN} | {"save_base"}
PORTFOLIO = frozenset(models.__all__) - {"User"}
# A method of these names on something that is no model: what stands left of the dot.
NO_MODEL = frozenset(
    {"digest", "hashlib", "seen", "counts", "totals", "parameters", "headers", "options", "os.environ", "self.cfg", "self.tracker"}
)


def writes_in(source: str) -> list[str]:
    """Each call that would write a row of the portfolio, as `line: what`."""
    tree = ast.parse(source)
    names_models = any(
        isinstance(node, ast.ImportFrom) and (node.module or "").startswith("followthrough.web.models") and _imported(node) & PORTFOLIO
        for node in ast.walk(tree)
    )
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [f"{call.lineno}: {ast.unparse(call.func)}" for call in calls if _is_write(call, names_models=names_models)]


def _imported(node: ast.ImportFrom) -> set[str]:
    return {alias.name for alias in node.names}


def _is_write(call: ast.Call, *, names_models: bool) -> bool:
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return False
    owner = ast.unparse(call.func.value)
    if "objects" in owner.split("."):
        return _model_of(owner) in PORTFOLIO or _model_of(owner) is None
    return names_models and owner not in NO_MODEL and not _is_account(owner)


def _model_of(owner: str) -> str | None:
    """`Item.objects.filter(pk=1)` -> `Item`; None where it can't be told."""
    first = owner.split(".", 1)[0]
    return first if first[:1].isupper() else None


def _is_account(owner: str) -> bool:
    return owner in {"user", "request.user"}


FILES = sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith(DOOR)])
def test_no_other_file_writes_the_portfolio(name: str) -> None:
    assert writes_in((SOURCE / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "Item.objects.create(text='x')",
        "Item.objects.filter(pk=1).update(state='done')",
        "Event.objects.all().delete()",
        "Person.objects.get_or_create(name='x')",
        "item.save()",
        "item.save(update_fields=['state'])",
        "self.item.delete()",
        "incident.items.update(state='done')",
        "incident.services.create(name='x')",
        "rows = objects.bulk_create(rows)",
    ],
)
def test_a_write_elsewhere_would_be_found(line: str) -> None:
    assert len(writes_in(f"from followthrough.web.models import Event, Item, Person\n{line}")) == 1


@pytest.mark.parametrize(
    "line", ["seen.update(other)", "user.save()", "User.objects.create(username='x')", "item.text", "decline(item.pk)"]
)
def test_what_writes_no_row_of_the_portfolio_is_left_alone(line: str) -> None:
    assert writes_in(f"from followthrough.web.models import Item, User\n{line}") == []


def test_the_door_itself_is_where_the_writes_are() -> None:
    found = [name for name in FILES if name.startswith("web/operations/") and writes_in((SOURCE / name).read_text(encoding="utf-8"))]
    assert {"web/operations/record.py", "web/operations/chain.py", "web/operations/decisions.py"} <= set(found)
