"""Rebuild Linear's GraphQL schema from the TypeScript declarations of its SDK: types, inputs, enums, unions, arguments, nullability.

Reads the shape that graphql-codegen writes and refuses any other; defaults and directives are not in it and stay unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

BUILT_IN = frozenset({"ID", "String", "Boolean", "Int", "Float"})
_COMMENT = re.compile(r"/\*\*.*?\*/", re.DOTALL)
_TYPE = re.compile(r"^type (\w+) = (?:(?P<above>\w+(?: & \w+)*) & )?\{\n(?P<fields>(?: .*\n)*?)\};$", re.MULTILINE)
_UNION = re.compile(r"^type (\w+) = (\w+(?: \| \w+)*);$", re.MULTILINE)
_ENUM = re.compile(r"^declare enum (\w+) \{\n((?: .*\n)*?)\}$", re.MULTILINE)
_FIELD = re.compile(r"^ +(\w+)(\??): (.+);$", re.MULTILINE)
_VALUE = re.compile(r'^ +\w+ = "(\w+)",?$', re.MULTILINE)
_SCALAR = re.compile(r'Scalars\["(\w+)"\]')


@dataclass(frozen=True, slots=True)
class Shape:
    """An object, an interface, an input or the arguments of a field, as it is declared."""

    name: str
    above: tuple[str, ...]  # the interfaces it implements
    fields: dict[str, str]  # name -> type in GraphQL's words
    is_object: bool


@dataclass(slots=True)
class Declared:
    shapes: dict[str, Shape] = field(default_factory=dict)
    unions: dict[str, list[str]] = field(default_factory=dict)
    enums: dict[str, list[str]] = field(default_factory=dict)


class NotDeclared(Exception):
    """The declarations have another form than the one we read."""


def schema_text(declarations: str, *, roots: tuple[str, ...] = ()) -> str:
    """The schema as SDL: what Query and Mutation reach, and what the further roots do."""
    declared = read(declarations)
    return "\n\n".join(_Writer(declared).write(("Query", "Mutation", *roots))) + "\n"


def read(declarations: str) -> Declared:
    text = _COMMENT.sub("", declarations)
    text = "\n".join(line for line in text.splitlines() if line.strip()) + "\n"
    declared = Declared()
    for found in _TYPE.finditer(text):
        fields = {name: _type(kind, nullable=bool(mark)) for name, mark, kind in _FIELD.findall(found["fields"]) if name != "__typename"}
        above = tuple((found["above"] or "").split(" & ")) if found["above"] else ()
        declared.shapes.setdefault(found[1], Shape(found[1], above, fields, "__typename" in found["fields"]))
    for name, members in _UNION.findall(text):
        declared.unions.setdefault(name, members.split(" | "))
    for name, values in _ENUM.findall(text):
        declared.enums.setdefault(name, _VALUE.findall(values))
    if "Query" not in declared.shapes or "Mutation" not in declared.shapes:
        raise NotDeclared("the declarations have no Query or no Mutation: the SDK is written in another form now")
    return declared


def _type(kind: str, *, nullable: bool = False) -> str:
    """`InputMaybe<Array<Scalars["ID"]>>` -> `[ID!]`."""
    for maybe in ("Maybe<", "InputMaybe<"):
        if kind.startswith(maybe):
            return _type(kind[len(maybe) : -1], nullable=True)
    inner = f"[{_type(kind[6:-1])}]" if kind.startswith("Array<") else _SCALAR.sub(r"\1", kind)
    return inner if nullable else f"{inner}!"


def _named(kind: str) -> str:
    return kind.strip("[]!")


class _Writer:
    """Follows names from the roots, so that what the SDK adds for itself stays out."""

    def __init__(self, declared: Declared) -> None:
        self.declared = declared
        self.below: dict[str, list[str]] = {}
        for shape in declared.shapes.values():
            for above in shape.above:
                self.below.setdefault(above, []).append(shape.name)
        self.waiting: list[tuple[str, bool]] = []
        self.seen: set[str] = set()

    def write(self, roots: tuple[str, ...]) -> Iterator[str]:
        self.waiting = [(root, False) for root in roots]
        while self.waiting:
            name, is_input = self.waiting.pop()
            if name not in self.seen and name not in BUILT_IN:
                self.seen.add(name)
                yield self._definition(name, is_input=is_input)

    def _definition(self, name: str, *, is_input: bool) -> str:
        if name in self.declared.enums:
            return f"enum {name} {{ {' '.join(self.declared.enums[name])} }}"
        if name in self.declared.unions:
            members = self.declared.unions[name]
            self.waiting += [(member, is_input) for member in members]
            return f"union {name} = {' | '.join(members)}"
        shape = self.declared.shapes.get(name)
        if shape is None:
            if name not in self.declared.shapes["Scalars"].fields:
                raise NotDeclared(f"{name} is used and nowhere declared")
            return f"scalar {name}"
        if is_input:
            return f"input {name} {{\n{self._lines(shape, is_input=True)}\n}}"
        self.waiting += [(other, False) for other in (*shape.above, *self.below.get(name, ()))]
        kind = "type" if shape.is_object else "interface"
        above = f" implements {' & '.join(shape.above)}" if shape.above else ""
        return f"{kind} {name}{above} {{\n{self._lines(shape, is_input=False)}\n}}"

    def _lines(self, shape: Shape, *, is_input: bool) -> str:
        lines = []
        for name, kind in shape.fields.items():
            self.waiting.append((_named(kind), is_input))
            lines.append(f"  {name}{'' if is_input else self._arguments(shape, name)}: {kind}")
        return "\n".join(lines)

    def _arguments(self, shape: Shape, name: str) -> str:
        arguments = self.declared.shapes.get(f"{shape.name}{name[:1].upper()}{name[1:]}Args")
        if arguments is None or arguments.is_object:
            return ""
        self.waiting += [(_named(kind), True) for kind in arguments.fields.values()]
        return "(" + ", ".join(f"{argument}: {kind}" for argument, kind in arguments.fields.items()) + ")"
