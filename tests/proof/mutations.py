"""Small lies that can be told in a source file, one at a time: what a test should notice.

Comparisons (boundary and negation), arithmetic, `and`, `or`, `not`, conditions, numbers, texts,
arguments, members of a set, cases, handlers, `with`, results and whole statements. Left alone:
what is only logged, annotations, docstrings, decorators and the reason named by `raise ... from`.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.proof.changes import head, variants

ROOM = "treadctl.safety"
_NOT_LOOKED_INTO = {"annotation", "returns", "decorator_list", "cause", "ctx", "bases", "keywords"}
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed program. `function`: the outermost it is in; None where its module is made."""

    name: str
    module: str
    path: Path
    tree: ast.Module
    function: str | None
    lines: range
    slot: tuple[ast.AST, str, int | None]
    node: ast.AST

    @property
    def stem(self) -> str:
        """The last part of its module's name."""
        return self.module.rpartition(".")[2]

    def program(self) -> ast.Module:
        """The changed module. The tree is changed in place, so: once in each process."""
        parent, name, index = self.slot
        if index is None:
            setattr(parent, name, self.node)
        else:
            getattr(parent, name)[index] = self.node
        return ast.fix_missing_locations(self.tree)


def mutants(path: Path, module: str, room: str = ROOM) -> list[Mutant]:
    """All mutants of one file of `room`, in the order of its lines, each with a name of its own."""
    tree = ast.parse(path.read_text())
    seen: Counter[str] = Counter()
    found = []
    for place, slot, node, words in _visit(tree, _Place((module,))):
        name = f"{'.'.join(place.names)}: {words}"
        seen[name] += 1
        again = f" #{seen[name]}" if seen[name] > 1 else ""
        found.append(
            Mutant(
                name + again,
                f"{room}.{module}",
                path,
                tree,
                place.function,
                place.lines,
                slot,
                node,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    names: tuple[str, ...]
    function: str | None = None
    lines: range = range(0)
    statement: str = ""

    def inside(self, node: ast.stmt) -> "_Place":
        names = self.names
        if isinstance(node, _Function | ast.ClassDef):
            names = (*names, node.name)
        return _Place(names, self.function, self.lines, head(node))

    def in_body(self, node: _Function) -> "_Place":
        if self.function is not None:
            return self
        lines = range(node.body[0].lineno, (node.end_lineno or 0) + 1)
        return _Place(self.names, ".".join(self.names[1:]), lines, self.statement)


_Found = tuple[_Place, tuple[ast.AST, str, int | None], ast.AST, str]


def _visit(node: ast.AST, place: _Place) -> Iterator[_Found]:
    for name, value in ast.iter_fields(node):
        if name in _NOT_LOOKED_INTO and not (name == "keywords" and isinstance(node, ast.Call)):
            continue
        here = place.in_body(node) if name == "body" and isinstance(node, _Function) else place
        for index, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, ast.AST) and not _left_alone(child):
                slot = (node, name, index if isinstance(value, list) else None)
                yield from _change(child, slot, here)


def _change(
    node: ast.AST, slot: tuple[ast.AST, str, int | None], place: _Place
) -> Iterator[_Found]:
    inside = place.inside(node) if isinstance(node, ast.stmt) else place
    for new, before, after in variants(node, slot[1], at_import=place.function is None):
        head = "" if before == inside.statement else f"{inside.statement} | "
        yield inside, slot, new, f"{head}{before} -> {after}"
    if not isinstance(node, ast.JoinedStr):
        yield from _visit(node, inside)


def _left_alone(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.ClassDef(bases=[ast.Name("Protocol")]):
            return True
        case ast.Expr(ast.Constant() | ast.Call(ast.Attribute(ast.Name("log")))):
            return True
        case ast.Assign([ast.Name("log")]) | ast.keyword(arg="name"):
            return True
        case ast.BinOp(ast.Name(left), ast.BitOr()) | ast.BinOp(ast.BinOp(ast.Name(left))):
            return left[0].isupper() and not left.isupper()  # a union of types
    return False
