"""A comparison with both ends of a class of codes, rewritten as a predicate.

`200 <= code < 300`, `code >= 200 and code <= 299` and `code // 100 == 2` become a library's
predicate of the number, or a property of an httpx response.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from packaging.version import Version
from tree_sitter import Node

from ...edits.rewrites import Rewrite, to_number, words_of
from ...edits.spelling import spelling
from ...edits.text_edits import Replacement
from ...project.environment import Environment
from ...project.view import Project
from ...semantic.enclosing import ancestors, enclosing, outside
from ...semantic.places import is_class_of, place_of
from ...semantic.scopes import dotted_path, is_bound
from ...semantic.signatures import status_name
from ...semantic.usages import find_usages, usage_at
from ...syntax.source import Source, Span, field, named_child
from .offer import Offer, Target

# The owner of a predicate: a library, for a number, or the response itself.
_RESPONSE = "response"
_ASKED = {
    _RESPONSE: "properties of the response",
    "rest_framework": "functions of rest_framework",
    "httpx": "methods of codes",
    "http": "properties of HTTPStatus",
}
# Library → its predicates for 1xx, 2xx, …, and the version that added them.
_PREDICATES = {
    "rest_framework": ("{0}.{1}({2})", None),
    "httpx": ("{0}.{1}({2})", "0.20.0"),
    "http": ("{0}({2}).{1}", "3.12"),
}
_CLASSES = ("is_informational", "is_success", "is_redirect", "is_client_error", "is_server_error")
_PYTHONS_OWN = {"is_redirect": "is_redirection"}

_HUNDREDS = re.compile(rb"//\s*100\b")
_LONGEST_TITLE = 60
_MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
# Nodes that end the search for a comparison, upwards from the cursor.
_OUTSIDE = frozenset({"argument_list", "block", "module", "lambda", "subscript"})

_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request"})
_CALLS = frozenset(f"httpx.{word}" for word in _METHODS)
_CLIENTS = frozenset({"httpx.Client", "httpx.AsyncClient"})


@dataclass(frozen=True, slots=True)
class _Range:
    """A comparison of `subject` with both ends of the class that begins with `digit`."""

    span: Span
    subject: Node
    digit: int
    certain: bool


@dataclass(frozen=True, slots=True)
class _Half:
    """One comparison of `subject`: with a class's first code (`low`), or the one after its last."""

    subject: Node
    low: bool
    code: int
    bound: Node


def offers(source: Source, span: Span, project: Project) -> Iterator[Offer]:
    """The predicates for the class of codes that the comparison at the cursor checks."""
    found = _range_at(source, source.node_at(span), project)
    if found is None:
        return
    for library in _ASKED:
        text = _predicate(source, found, library, project)
        if text is None:
            continue
        is_long = len(text) > _LONGEST_TITLE or "\n" in text
        short = re.sub(r"\(.*\)", "(…)", text, flags=re.DOTALL) if is_long else text
        title = f"Convert to {short}"
        if library == "http":
            title += " (ValueError if it is unregistered)"
        every = f"Convert all{{}} ranges to {_ASKED[library]}"
        yield Offer(Target("predicate", library), title, every, Replacement(found.span, text))


def rewrites(source: Source, target: Target, project: Project) -> Iterator[Rewrite]:
    """Every range that the target can ask for."""
    if target.to == "http":
        return  # `HTTPStatus(…)` refuses unregistered codes: a person decides, one by one
    at = [u.span for u in find_usages(source, project) if u.place is not None and u.place.order]
    at += [Span(*match.span()) for match in _HUNDREDS.finditer(source.data)]
    ranges = (_range_at(source, source.node_at(span), project) for span in at)
    by_span = {found.span: found for found in ranges if found is not None}
    for span in sorted(by_span):
        text = _predicate(source, by_span[span], target.to, project)
        if text is not None:
            yield Rewrite(text, Replacement(span, text), by_span[span].certain)


def _is_of_httpx(source: Source, response: Node) -> bool:
    """Whether `response`, a variable, holds the result of a call of httpx."""
    if response.type != "identifier":
        return False
    scope = enclosing(response, "function_definition") or source.root
    return _holds_only(source, scope, source.text_of(response), _is_call)


def _predicate(source: Source, found: _Range, library: str, project: Project) -> str | None:
    """The predicate as the library spells it, if the file has that library's names."""
    word = _CLASSES[found.digit - 1]
    if library == _RESPONSE:
        response, attribute = field(found.subject, "object"), field(found.subject, "attribute")
        if response is None or not _has_predicates(project.environment, "httpx"):
            return None
        if source.text_of(attribute) != "status_code" or not _is_of_httpx(source, response):
            return None
        return f"{source.text_of(response)}.{word}"
    if library not in _PREDICATES or not _has_predicates(project.environment, library):
        return None
    written, _ = _PREDICATES[library]
    spelled = spelling(source, found.span.start, 200, project, provider=library, dotted=True)
    if spelled is None or spelled.new_import is not None or spelled.name.library != library:
        return None
    word = _PYTHONS_OWN.get(word, word) if library == "http" else word
    prefix = spelled.expression.rpartition(".")[0]
    return written.format(prefix, word, source.text_of(_without_parentheses(found.subject)))


def _has_predicates(environment: Environment, library: str) -> bool:
    """Whether the library has them. Python's are recent, so their version has to be known."""
    _, since = _PREDICATES[library]
    known = environment.library(library)
    versions = [v for v in (known.version, known.allowed.lowest) if v is not None]
    if since is None or (library != "http" and not versions):
        return True
    return bool(versions) and min(versions) >= Version(since)


def _range_at(source: Source, node: Node, project: Project) -> _Range | None:
    for current in ancestors(node):
        if current.type in _OUTSIDE:
            return None
        right = field(current, "right") if current.type == "boolean_operator" else None
        comparison = _without_parentheses(right) if right is not None else current
        if comparison.type == "comparison_operator":
            found = _chain(source, comparison, project) or _pair(source, comparison, project)
            found = found or _hundreds(source, comparison)
            if found is not None and _is_replaceable(source, found.span):
                return found
    return None


def _is_replaceable(source: Source, span: Span) -> bool:
    """Whether no comment is lost and no token merges with the text after it."""
    behind = source.data[span.end : span.end + 1]
    return b"#" not in source.data[span.start : span.end] and re.match(rb"\w", behind) is None


def _chain(source: Source, comparison: Node, project: Project) -> _Range | None:
    """`200 <= code < 300`, `299 >= code >= 200`."""
    if len(comparison.children) != 5:
        return None
    left, first, subject, second, right = comparison.children
    halves = [
        _half_of(source, subject, _MIRRORED.get(first.type, ""), left, project),
        _half_of(source, subject, second.type, right, project),
    ]
    return _between(source, Span(comparison.start_byte, comparison.end_byte), halves, project)


def _pair(source: Source, comparison: Node, project: Project) -> _Range | None:
    """`code >= 200 and code < 300`, if evaluating `code` once or twice is the same."""
    for first, second in _operands(comparison):
        halves = [_half(source, _without_parentheses(node), project) for node in (first, second)]
        one, other = halves
        if one is None or other is None:
            continue
        text = source.text_of(one.subject)
        if text == source.text_of(other.subject) and words_of(source, one.subject):
            found = _between(source, Span(first.start_byte, second.end_byte), halves, project)
            if found is not None:
                return found
    return None


def _operands(comparison: Node) -> Iterator[tuple[Node, Node]]:
    """The comparison and its neighbours joined by `and`, in order."""
    operand, both = outside(comparison, ("parenthesized_expression",))
    left, right = field(both, "left"), field(both, "right")
    if not _is_and(both) or both is None or left is None or right is None:
        return
    if operand == left:
        yield left, right
        return
    before = field(left, "right") if _is_and(left) else left
    if before is not None:
        yield before, right
    behind = field(both.parent, "right")
    if _is_and(both.parent) and field(both.parent, "left") == both and behind is not None:
        yield right, behind


def _is_and(node: Node | None) -> bool:
    operator = field(node, "operator")
    is_boolean = node is not None and node.type == "boolean_operator"
    return is_boolean and operator is not None and operator.type == "and"


def _hundreds(source: Source, comparison: Node) -> _Range | None:
    """`code // 100 == 2`."""
    if len(comparison.children) != 3 or comparison.children[1].type != "==":
        return None
    left, _, right = comparison.children
    for digit, divided in ((left, right), (right, left)):
        subject = field(divided, "left")
        text = source.text_of(digit)
        if digit.type != "integer" or text not in ("1", "2", "3", "4", "5") or subject is None:
            continue
        if is_class_of(source, digit):
            word = source.text_of(subject).rpartition(".")[2]
            span = Span(comparison.start_byte, comparison.end_byte)
            return _Range(span, subject, int(text), status_name(source, word) == "certain")
    return None


def _half(source: Source, comparison: Node, project: Project) -> _Half | None:
    if comparison.type != "comparison_operator" or len(comparison.children) != 3:
        return None
    left, operator, right = comparison.children
    found = _half_of(source, left, operator.type, right, project)
    return found or _half_of(source, right, _MIRRORED.get(operator.type, ""), left, project)


def _half_of(
    source: Source, subject: Node, operator: str, bound: Node, project: Project
) -> _Half | None:
    """`subject operator bound`, if `bound` is a number or a constant."""
    code = _code_of(source, bound, project) if operator in _MIRRORED else None
    if code is None:
        return None
    return _Half(subject, operator in (">", ">="), code + (operator in (">", "<=")), bound)


def _between(
    source: Source, span: Span, halves: list[_Half | None], project: Project
) -> _Range | None:
    low = next((half for half in halves if half is not None and half.low), None)
    high = next((half for half in halves if half is not None and not half.low), None)
    if low is None or high is None or high.code != low.code + 100:
        return None
    digit, rest = divmod(low.code, 100)
    place = place_of(source, low.bound, project)
    if rest or not 1 <= digit <= len(_CLASSES) or place is None or place.kind != "http":
        return None
    return _Range(span, low.subject, digit, place.confidence == "certain")


def _code_of(source: Source, node: Node, project: Project) -> int | None:
    if node.type == "integer":
        text = source.text_of(node)
        return int(text) if text.isdecimal() else None
    if node.type not in ("identifier", "attribute"):
        return None
    usage = usage_at(source, node.end_byte, project)
    number = to_number(source, usage) if usage is not None else None
    whole = Span(node.start_byte, node.end_byte)
    return int(number.text) if number is not None and number.replacement.span == whole else None


def _without_parentheses(node: Node) -> Node:
    while node.type == "parenthesized_expression":
        inner = named_child(node, 0)
        if inner is None or node.named_child_count != 1 or inner.type == "yield":
            break
        node = inner
    return node


def _is_call(source: Source, value: Node) -> bool:
    function = field(value, "function")
    if value.type != "call" or dotted_path(source, function) in _CALLS:
        return value.type == "call"
    client, method = field(function, "object"), source.text_of(field(function, "attribute"))
    if client is None or method not in (*_METHODS, "send"):
        return False
    if client.type != "identifier":
        return _is_client(source, client)
    word, scope = source.text_of(client), enclosing(client, "function_definition")
    if scope is not None and any(_values(source, scope, word)):
        return _holds_only(source, scope, word, _is_client)
    return _holds_only(source, source.root, word, _is_client)


def _is_client(source: Source, value: Node) -> bool:
    return value.type == "call" and dotted_path(source, field(value, "function")) in _CLIENTS


def _holds_only(
    source: Source, scope: Node, word: str, is_one: Callable[[Source, Node], bool]
) -> bool:
    """Whether the variable has assignments, and each of them is such a value."""
    values = list(_values(source, scope, word))
    return bool(values) and all(value is not None and is_one(source, value) for value in values)


def _values(source: Source, scope: Node, word: str) -> Iterator[Node | None]:
    """The values assigned to the variable in `scope`; None for one that is not in the text."""
    pattern = re.compile(rb"(?<![\w.])%b(?!\w)" % re.escape(word.encode()))
    for match in pattern.finditer(source.data, scope.start_byte, scope.end_byte):
        node = source.node_at(Span(*match.span()))
        parent = node.parent
        if node.type != "identifier" or parent is None or not is_bound(node):
            continue
        value = field(parent, "right") if parent.type == "assignment" else None
        if parent.type == "as_pattern_target":
            value = named_child(parent.parent, 0)
        yield named_child(value, 0) if value is not None and value.type == "await" else value
