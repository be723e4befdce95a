"""What a line of code could say instead, wrongly: each way to change one node of a program."""

import ast
from collections.abc import Iterator, Sequence
from copy import copy
from typing import TypeVar

GONE = "(gone)"
LONGEST = 70
_COMPARES: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_SUMS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}
_DELETED = (ast.Expr, ast.Assign, ast.AugAssign, ast.Raise, ast.Continue, ast.Break)
_SAID_ELSEWHERE = (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Constant)

T = TypeVar("T")
Node = TypeVar("Node", bound=ast.AST)


def variants(node: ast.AST, field: str, *, at_import: bool) -> Iterator[tuple[ast.AST, str, str]]:
    """What may stand in place of `node`, the `field` of another; each with words: before, after.

    At import no statement is deleted: all of them make a name, which would only be missed.
    """
    if isinstance(node, ast.stmt):
        if isinstance(node, _DELETED) and not at_import:
            yield ast.Pass(), head(node), GONE
        yield from _statements(node)
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.match_case | ast.pattern):
        yield from ((new, head(node), head(new)) for new in _patterns(node))
    elif isinstance(node, ast.expr):
        yield from ((new, head(node), head(new)) for new in _expressions(node))
    simple = isinstance(node, ast.expr) and not isinstance(node, _SAID_ELSEWHERE)
    if field in {"test", "guard", "ifs"} and isinstance(node, ast.expr) and simple:
        yield ast.UnaryOp(ast.Not(), node), head(node), f"not {head(node)}"


def _statements(node: ast.stmt) -> Iterator[tuple[ast.AST, str, str]]:
    match node:
        case ast.Return(value) if not (value is None or _is_none(value)):
            yield ast.Return(ast.Constant(None)), head(node), "return None"
        case ast.AugAssign(op=op) if type(op) in _SUMS:
            new = _with(node, op=_SUMS[type(op)]())
            yield new, head(node), head(new)
        case ast.With(items) if not any(item.optional_vars for item in items):
            yield ast.If(ast.Constant(True), node.body, []), head(node), GONE
        case ast.Match(cases=cases) if len(cases) > 1:
            for index, case in enumerate(cases):
                yield _with(node, cases=_without(cases, index)), head(case), GONE
        case ast.Try(handlers=handlers):
            for index, handler in enumerate(handlers):
                yield from _handlers(node, index, handler)


def _handlers(
    node: ast.Try, index: int, handler: ast.ExceptHandler
) -> Iterator[tuple[ast.AST, str, str]]:
    left = _without(node.handlers, index)
    naked = not left and not node.finalbody
    without = ast.If(ast.Constant(True), node.body, []) if naked else _with(node, handlers=left)
    yield without, head(handler), GONE
    if isinstance(handler.type, ast.Tuple):
        for n in range(len(handler.type.elts)):
            kinds = _with(handler.type, elts=_without(handler.type.elts, n))
            fewer = _with(handler, type=kinds)
            handlers = [*node.handlers[:index], fewer, *node.handlers[index + 1 :]]
            yield _with(node, handlers=handlers), head(handler), head(fewer)


def _expressions(node: ast.expr) -> Iterator[ast.AST]:
    match node:
        case ast.Compare():
            yield from _compares(node)
        case ast.BoolOp(op=op, values=values):
            yield _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
            yield from _each_left_out(node, "values", values)
        case ast.BinOp(op=op) if type(op) in _SUMS:
            yield _with(node, op=_SUMS[type(op)]())
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.Constant(value):
            yield from _constants(value)
        case ast.JoinedStr():
            yield ast.Constant("")
        case ast.Set(elts):
            yield from (_with(node, elts=_without(elts, n)) for n in range(len(elts)))


def _compares(node: ast.Compare) -> Iterator[ast.AST]:
    for index, op in enumerate(node.ops):
        for other in _COMPARES[type(op)]:
            yield _with(node, ops=[*node.ops[:index], other(), *node.ops[index + 1 :]])
    among = node.comparators[0]
    if isinstance(node.ops[0], ast.In | ast.NotIn) and isinstance(among, ast.Tuple):
        for n in range(len(among.elts)):
            yield _with(node, comparators=[_with(among, elts=_without(among.elts, n))])


def _patterns(node: ast.match_case | ast.pattern) -> Iterator[ast.AST]:
    match node:
        case ast.match_case(guard=guard) if guard is not None:
            yield _with(node, guard=None)
        case ast.MatchOr(patterns):
            yield from _each_left_out(node, "patterns", patterns)
        case ast.MatchClass(kwd_attrs=names, kwd_patterns=patterns):
            for n in range(len(names)):
                left = {"kwd_attrs": _without(names, n), "kwd_patterns": _without(patterns, n)}
                yield _with(node, **left)


def _each_left_out(node: ast.AST, field: str, values: Sequence[ast.AST]) -> Iterator[ast.AST]:
    for n in range(len(values)):
        left = _without(values, n)
        yield left[0] if len(left) == 1 else _with(node, **{field: left})


def _constants(value: object) -> Iterator[ast.Constant]:
    match value:
        case bool():
            yield ast.Constant(not value)
        case int():
            yield ast.Constant(value + 1)
        case float():
            yield ast.Constant(round(value * 1.1, 9) or 0.1)
        case str() if value:
            yield ast.Constant("")


def _calls(node: ast.Call) -> Iterator[tuple[ast.AST, str, str]]:
    if isinstance(node.func, ast.Name) and node.func.id in _CALLS:
        other = _with(node, func=ast.Name(_CALLS[node.func.id], ast.Load()))
        yield other, head(node), head(other)
    if node.args:  # the last one: those before it can seldom be left out
        yield _with(node, args=node.args[:-1]), head(node), f"without {head(node.args[-1])}"
    for n, argument in enumerate(node.keywords):
        if argument.arg == "name":  # of a task: only ever logged
            continue
        fewer = _without(node.keywords, n)
        yield _with(node, keywords=fewer), head(node), f"without {head(argument)}"


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _without(values: Sequence[T], index: int) -> list[T]:
    return [*values[:index], *values[index + 1 :]]


def _with(node: Node, **changes: object) -> Node:
    new = copy(node)
    for name, value in changes.items():
        setattr(new, name, value)
    return new


def head(node: ast.AST) -> str:
    """The first line of what a node says, not too long."""
    lines = [line for line in ast.unparse(node).splitlines() if line and line[0] != "@"]
    head = lines[0].removesuffix(":") if lines else ""
    return head if len(head) <= LONGEST else f"{head[:LONGEST]}..."
