"""A status written otherwise on demand: at the cursor, in the whole file, in every file.

A constant becomes a number or another library's constant, a number a constant, and a comparison
with both ends of a class (`200 <= code < 300`) the library's own question (`is_success`). At the
cursor all of it is offered that means the same; elsewhere only what cannot be mistaken is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from packaging.version import Version
from tree_sitter import Node

from . import places
from .edits import Replacement, edits_for
from .environment import UNKNOWN, Environment
from .expected import is_class_of, place_of
from .modules import is_top_level_module
from .names import Spelling, direct_spelling, name_for, spelling
from .rewriting import Rewrite, expression_span, is_pattern, to_constant, to_number
from .scopes import dotted_path, meaning, visible_imports
from .signatures import status_name
from .source import Edit, Source, Span, named_child, per_source
from .surroundings import enclosing
from .usages import Usage, find_usages, usage_at
from .vocabularies import Name, Vocabulary, vocabularies, vocabulary_at, vocabulary_of_name

Scope = Literal["place", "file", "workspace"]
Form = Literal["number", "constant", "member", "direct", "predicate"]

FORMS: tuple[Form, ...] = ("number", "constant", "member", "direct", "predicate")
SCOPES: tuple[Scope, ...] = ("place", "file", "workspace")
RESPONSE = "response"  # asked itself, where others ask a library: `r.is_success`


@dataclass(frozen=True, slots=True)
class Target:
    """What becomes what. `of` is the library whose constants change, `to` the one whose names are
    written (keys of `vocabularies()`); empty where any will do.

    A `member` stands behind a dot, a `direct` name alone; a `constant` is written as the file
    writes its own; a `predicate` asks for a class of codes.
    """

    form: Form
    to: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Refactoring:
    """One offer. `edits` are those of the place; those of a file are `rewritten` for its target,
    when they are wanted.
    """

    title: str
    scope: Scope
    target: Target
    edits: tuple[Edit, ...] = ()


# As many as a light bulb shows without burying what else there is.
_MOST = {"place": 3, "file": 2, "workspace": 1}

# Libraries whose constants one may convert to, in the order of preference after what is imported.
_LIBRARIES = ("starlette", "rest_framework", "litestar", "http", "httpx", "requests")
# Modules to import a constant from by itself. There is no module `fastapi.status`.
_MODULES = {
    "starlette": "starlette.status",
    "rest_framework": "rest_framework.status",
    "litestar": "litestar.status_codes",
}
# Library → how it asks for 1xx, 2xx, … of a number, and since which version.
_PREDICATES = {
    "rest_framework": ("{0}.{1}({2})", None),
    "httpx": ("{0}.{1}({2})", "0.20.0"),
    "http": ("{0}({2}).{1}", "3.12"),
}
_CLASSES = ("is_informational", "is_success", "is_redirect", "is_client_error", "is_server_error")
_PYTHONS_OWN = {"is_redirect": "is_redirection"}

_HUNDREDS = re.compile(rb"//\s*100\b")
_DOTTED = re.compile(r"\w+(?:\s*\.\s*\w+)*")
_LONGEST_TITLE = 60
_MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
# What a comparison does not reach out of, on the way up from the cursor.
_OUTSIDE = frozenset({"argument_list", "block", "module", "lambda", "subscript"})
_HTTPX_CALLS = frozenset(
    f"httpx.{word}"
    for word in ("get", "post", "put", "patch", "delete", "head", "options", "request")
)
_HTTPX_METHODS = frozenset({path.removeprefix("httpx.") for path in _HTTPX_CALLS} | {"send"})
_HTTPX_CLIENTS = frozenset({"httpx.Client", "httpx.AsyncClient"})

# What a name stands in where it is bound, not read: the field, or any.
_BINDS = {
    "assignment": "left",
    "augmented_assignment": "left",
    "named_expression": "name",
    "for_statement": "left",
    "for_in_clause": "left",
    "function_definition": "name",
    "class_definition": "name",
    "default_parameter": "name",
    "typed_default_parameter": "name",
    "keyword_argument": "name",
    "type_alias_statement": "left",
    "parameters": "",
    "lambda_parameters": "",
    "typed_parameter": "",
    "pattern_list": "",
    "tuple_pattern": "",
    "list_pattern": "",
    "list_splat_pattern": "",
    "dictionary_splat_pattern": "",
    "as_pattern_target": "",
    "delete_statement": "",
    "global_statement": "",
    "nonlocal_statement": "",
    "aliased_import": "",
}


def refactorings(
    source: Source, span: Span, environment: Environment = UNKNOWN, provider: str = "auto"
) -> tuple[Refactoring, ...]:
    """What there is to rewrite at `span`, a cursor or a selection: for the place, then for the
    file, then for the workspace.
    """
    offers = [
        *_of_range(source, span, environment),
        *_of_status(source, span, environment, provider),
    ]
    at_place = [
        Refactoring(offer.title, "place", offer.target, edits_for(source, [offer.replacement]))
        for offer in offers
    ]
    in_file, in_workspace = [], []
    for offer in offers:
        everywhere = _everywhere(source, offer.target, environment, provider)
        if len(everywhere) < 2 or all(new.span != offer.replacement.span for new in everywhere):
            continue
        in_file.append(
            Refactoring(
                f"{offer.every.format(f' {len(everywhere)}')} in this file", "file", offer.target
            )
        )
        in_workspace.append(
            Refactoring(f"{offer.every.format('')} in the workspace", "workspace", offer.target)
        )
    return (*at_place, *in_file, *in_workspace)


def shortlist(found: Iterable[Refactoring]) -> tuple[Refactoring, ...]:
    """The first few of each scope, for a list that others fill as well."""
    found = tuple(found)
    return tuple(
        one for scope in SCOPES for one in [o for o in found if o.scope == scope][: _MOST[scope]]
    )


def rewritten(
    source: Source, target: Target, environment: Environment = UNKNOWN, provider: str = "auto"
) -> tuple[Edit, ...]:
    """The edits that bring the whole file to `target`, where that is certain to mean the same."""
    if not _may_import(source, target, environment):
        return ()
    return edits_for(source, _everywhere(source, target, environment, provider))


def may_concern(source: Source, target: Target) -> bool:
    """Whether it is worth while to look at the file: a glance at its bytes."""
    vocabulary = vocabularies().get(target.of)
    if vocabulary is not None:
        return any(path.partition(".")[0].encode() in source.data for path in vocabulary.paths)
    return target.form != "predicate" or any(word in source.data for word in (b"status", b"code"))


@dataclass(frozen=True, slots=True)
class _Offer:
    """`title` is for the place, `every` for all of them, with the room for their number."""

    target: Target
    title: str
    every: str
    replacement: Replacement


# A status


def _of_status(
    source: Source, span: Span, environment: Environment, provider: str
) -> Iterator[_Offer]:
    """What the number or constant at the cursor may become, the likeliest first."""
    usage = _status_at(source, span)
    if usage is None or (usage.name is None and usage.place is not None and usage.place.order):
        return
    if usage.name is None:
        found = to_constant(source, usage, environment, provider)
        if found is not None:
            title = f"Replace {usage.code} with {found.text}"
            every = "Replace all{} numbers with constants"
            yield _Offer(Target("constant"), title, every, found.replacement)
        return
    number = _to_number(source, usage)
    conversions = list(_conversions(source, usage, environment))
    before = 1 if conversions and conversions[0].target.form == "member" else 0
    yield from conversions[:before]
    if number is not None:
        title = f"Replace with the number {usage.code}"
        every = "Replace all{} constants with numbers"
        yield _Offer(Target("number"), title, every, number.replacement)
    yield from conversions[before:]


def _conversions(source: Source, usage: Usage, environment: Environment) -> Iterator[_Offer]:
    name = usage.name
    if name is None:
        return
    for form in ("member", "direct"):
        offers = []
        for library in _LIBRARIES:
            target = Target(form, library, name.library)
            found = _converted(source, usage, target, environment)
            if found is None:
                continue
            is_new = found.replacement.new_import is not None
            if not is_new or _is_at_hand(source, library):
                prefix = found.text.removesuffix(".value").rpartition(".")[0]
                title = f"Convert to {found.text}"
                every = f"Convert all{{}} to {prefix or 'direct names'}"
                offers.append((is_new, _Offer(target, title, every, found.replacement)))
        yield from (offer for _, offer in sorted(offers, key=lambda entry: entry[0]))


def _status_at(source: Source, span: Span) -> Usage | None:
    """The status the cursor touches, any part of `status.HTTP_404_NOT_FOUND`; of a selection, the
    only one in it.
    """
    for offset in (span.start, span.end):
        usage = usage_at(source, offset)
        if usage is not None and _is_number(usage):
            return usage
    node: Node | None = source.node_at(span)
    while node is not None and node.type in ("identifier", "attribute", "dotted_name", "."):
        usage = usage_at(source, node.end_byte)
        if usage is not None and usage.name is not None and _is_number(usage):
            return usage
        node = node.parent
    if span.start == span.end:
        return None
    inside = [
        u for u in find_usages(source) if span.start <= u.span.start and u.span.end <= span.end
    ]
    return inside[0] if len(inside) == 1 and _is_number(inside[0]) else None


def _is_number(usage: Usage) -> bool:
    return usage.name is None or vocabulary_of_name(usage.name).is_number


@per_source
def _everywhere(
    source: Source, target: Target, environment: Environment, provider: str
) -> tuple[Replacement, ...]:
    """All that brings the file to `target` safely, in order."""
    found: Iterable[Rewrite | None]
    if target.form == "predicate":
        found = _predicates(source, target, environment)
    else:
        rewrite = _REWRITES[target.form]
        usages = find_usages(source)
        found = (rewrite(source, usage, target, environment, provider) for usage in usages)
    replacements: list[Replacement] = []
    for one in found:
        if one is None or not one.safe:
            continue
        if not replacements or replacements[-1].span.end <= one.replacement.span.start:
            replacements.append(one.replacement)
    return tuple(replacements)


def _constant_everywhere(
    source: Source, usage: Usage, _target: Target, environment: Environment, provider: str
) -> Rewrite | None:
    if usage.name is not None or usage.place is None or usage.place.order:
        return None
    return to_constant(source, usage, environment, provider)


def _number_everywhere(
    source: Source, usage: Usage, _target: Target, _environment: Environment, _provider: str
) -> Rewrite | None:
    return _to_number(source, usage) if _is_certain(source, usage) else None


def _converted_everywhere(
    source: Source, usage: Usage, target: Target, environment: Environment, _provider: str
) -> Rewrite | None:
    if usage.name is None or usage.name.library != target.of or not _is_certain(source, usage):
        return None
    return _converted(source, usage, target, environment)


_REWRITES: dict[Form, Callable[[Source, Usage, Target, Environment, str], Rewrite | None]] = {
    "number": _number_everywhere,
    "constant": _constant_everywhere,
    "member": _converted_everywhere,
    "direct": _converted_everywhere,
}


def _to_number(source: Source, usage: Usage) -> Rewrite | None:
    return to_number(source, usage) if _expression(source, usage) is not None else None


def _converted(
    source: Source, usage: Usage, target: Target, environment: Environment
) -> Rewrite | None:
    """The constant as the target spells it; None where it is so, or has no such name there."""
    span, name = _expression(source, usage), usage.name
    if span is None or name is None:
        return None
    old = _text(source, span)
    is_value, is_own = old.endswith(".value"), name.library == target.to
    if is_own and (target.form == "member") == ("." in old):
        return None
    vocabulary = vocabularies()[target.to]
    written = _direct if target.form == "direct" else _member
    spelled = written(source, usage, vocabulary, environment)
    if spelled is None or not spelled.safe or spelled.name.library != target.to:
        return None
    text = spelled.expression
    if is_value and vocabulary.type == "enum":
        text += ".value"
    is_safe = _means_the_same(usage, vocabulary, environment, is_value=is_value)
    return Rewrite(text, Replacement(span, text, spelled.new_import), is_safe)


def _member(
    source: Source, usage: Usage, vocabulary: Vocabulary, environment: Environment
) -> Spelling | None:
    spelled = spelling(
        source,
        usage.code,
        usage.span.start,
        environment,
        _provider(source, vocabulary.key, environment),
        as_key=usage.place is not None and usage.place.context == "responses_key",
        dotted=True,
    )
    if spelled is None or usage.name is None or usage.name.library != spelled.name.library:
        return spelled
    prefix = spelled.expression.rpartition(".")[0]  # the same name, not another of its number
    return Spelling(f"{prefix}.{usage.name.name}", usage.name, spelled.new_import)


def _direct(
    source: Source, usage: Usage, vocabulary: Vocabulary, environment: Environment
) -> Spelling | None:
    module = _MODULES.get(vocabulary.key)
    if module is None or is_pattern(source, usage):
        return None
    name: Name | None = usage.name
    if name is None or name.library != vocabulary.key:
        choice = name_for(source, vocabulary, usage.code, environment)
        name = choice.name if choice is not None and choice.safe else None
    return direct_spelling(source, name, usage.span.start, module) if name is not None else None


def _means_the_same(
    usage: Usage, vocabulary: Vocabulary, environment: Environment, *, is_value: bool
) -> bool:
    """A member of an enumeration knows more than its number, which counts where no status is
    expected; below Python 3.11 one of `HTTPStatus` also reads otherwise in a text.
    """
    if (usage.place is not None and usage.place.confidence == "certain") or is_value:
        return True
    if usage.name is not None and vocabulary_of_name(usage.name).type == "enum":
        return False
    return vocabulary.type != "enum" or environment.formats_as_number()


def _expression(source: Source, usage: Usage) -> Span | None:
    """All of the constant, where another expression could stand."""
    span = expression_span(source, usage)
    if span is None or _DOTTED.fullmatch(_text(source, span)) is None:
        return None
    node = source.node_at(span)
    if _is_bound(node) or _is_type(source, node):
        return None
    found = meaning(source, _first_word(source, span), span.start)
    is_own = found is not None and found.origin is None  # a class or variable of the project
    return span if not is_own else None


def _is_certain(source: Source, usage: Usage) -> bool:
    """Whether the constant is that of the library whenever the code runs."""
    span = expression_span(source, usage)
    if span is None or usage.name is None:
        return False
    text = re.sub(r"\s", "", _text(source, span)).removesuffix(".value")
    first, *rest = text.split(".")
    found = meaning(source, first, span.start)
    if found is None or found.origin is None or not found.certain:
        return False
    path = ".".join((found.origin, *rest)).rpartition(".")[0]
    return vocabulary_at(path) is vocabulary_of_name(usage.name)


def _is_bound(node: Node) -> bool:
    """Whether a name is given a value there, or names a parameter."""
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "case_pattern":  # one word is a capture; a.b is not
        return node.type == "dotted_name" and node.named_child_count == 1
    field = _BINDS.get(parent.type)
    if field is None:
        return False
    return not field or parent.child_by_field_name(field) == node


def _is_type(source: Source, node: Node) -> bool:
    """`Literal[HTTPStatus.OK]`, outside an annotation too."""
    parent = node.parent
    value = parent.child_by_field_name("value") if parent is not None else None
    if parent is None or parent.type != "subscript" or value is None:
        return False
    return source.text_of(value).endswith("Literal")


def _first_word(source: Source, span: Span) -> str:
    return re.split(r"\W", _text(source, span), maxsplit=1)[0]


def _text(source: Source, span: Span) -> str:
    return source.data[span.start : span.end].decode("utf-8", "surrogatepass")


# Which libraries a file may take


def _is_at_hand(source: Source, library: str) -> bool:
    """Whether the file may import the library's names: Python's own, or its framework's."""
    if library == "http":
        return not is_top_level_module(source, "http")
    vocabulary = vocabularies()[library]
    return not _roots(vocabulary).isdisjoint(_packages(source) & places.FRAMEWORKS.keys())


def _may_import(source: Source, target: Target, environment: Environment) -> bool:
    """The same for a file that nobody looks at: it imports the library, or its project needs it."""
    if target.form not in ("member", "direct"):
        return True
    if target.to not in _LIBRARIES:
        return False
    if target.to == "http":
        return _is_at_hand(source, "http")
    vocabulary = vocabularies()[target.to]
    if not _roots(vocabulary).isdisjoint(_packages(source)):
        return True
    return any(environment.depends_on(d) for d in {vocabulary.distribution, *_roots(vocabulary)})


def _provider(source: Source, library: str, environment: Environment) -> str:
    """The value of the setting that stands for the library: FastAPI hands on Starlette's names."""
    if library != "starlette":
        return library
    packages = _packages(source)
    by_fastapi = "starlette" not in packages and environment.depends_on("fastapi")
    return "fastapi" if "fastapi" in packages or by_fastapi else "starlette"


def _roots(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(path.partition(".")[0] for path in vocabulary.paths)


@per_source
def _packages(source: Source) -> frozenset[str]:
    return frozenset(
        entry.module.partition(".")[0] for entry in visible_imports(source) if entry.top_level
    )


# A class of codes


@dataclass(frozen=True, slots=True)
class _Range:
    """`subject` is compared with both ends of the class that begins with `digit`."""

    span: Span
    subject: Node
    digit: int
    certain: bool


@dataclass(frozen=True, slots=True)
class _Half:
    """One comparison of `subject`: with its first code (`low`), or with the one behind its last."""

    subject: Node
    low: bool
    code: int
    bound: Node


def _of_range(source: Source, span: Span, environment: Environment) -> Iterator[_Offer]:
    """What asks for the class of codes that the comparison at the cursor asks for."""
    found = _range_at(source, source.node_at(span))
    if found is None:
        return
    for library in (RESPONSE, *_PREDICATES):
        text = _predicate(source, found, library, environment)
        if text is None:
            continue
        short = text if len(text) <= _LONGEST_TITLE and "\n" not in text else _shortened(text)
        title = f"Convert to {short}"
        if library == "http":
            title += " (ValueError if it is unregistered)"
        every = f"Convert all{{}} ranges to {_ASKED[library]}"
        yield _Offer(Target("predicate", library), title, every, Replacement(found.span, text))


_ASKED = {
    RESPONSE: "properties of the response",
    "rest_framework": "functions of rest_framework",
    "httpx": "methods of codes",
    "http": "properties of HTTPStatus",
}


def _shortened(text: str) -> str:
    return re.sub(r"\(.*\)", "(…)", text, flags=re.DOTALL)


def _predicates(source: Source, target: Target, environment: Environment) -> Iterator[Rewrite]:
    """Every range that the target can ask for. `HTTPStatus(…)` refuses what is not registered:
    that is for a person to decide, one by one.
    """
    if target.to == "http":
        return
    at = [u.span for u in find_usages(source) if u.place is not None and u.place.order]
    at += [Span(*match.span()) for match in _HUNDREDS.finditer(source.data)]
    ranges = (_range_at(source, source.node_at(span)) for span in at)
    by_span = {found.span: found for found in ranges if found is not None}
    for span in sorted(by_span):
        text = _predicate(source, by_span[span], target.to, environment)
        if text is not None:
            yield Rewrite(text, Replacement(span, text), by_span[span].certain)


def _predicate(source: Source, found: _Range, library: str, environment: Environment) -> str | None:
    """The question as the library asks it, where the file has that library's names."""
    word = _CLASSES[found.digit - 1]
    if library == RESPONSE:
        response = found.subject.child_by_field_name("object")
        if response is None or not _is_of_httpx(source, found.subject, environment):
            return None
        return f"{source.text_of(response)}.{word}"
    if library not in _PREDICATES or not _has_predicates(environment, library):
        return None
    written, _ = _PREDICATES[library]
    spelled = spelling(source, 200, found.span.start, environment, library, dotted=True)
    if spelled is None or spelled.new_import is not None or spelled.name.library != library:
        return None
    word = _PYTHONS_OWN.get(word, word) if library == "http" else word
    prefix = spelled.expression.rpartition(".")[0]
    return written.format(prefix, word, source.text_of(_without_parentheses(found.subject)))


def _has_predicates(environment: Environment, library: str) -> bool:
    """Python's are new: they have to be certain."""
    _, since = _PREDICATES[library]
    known = environment.library(library)
    versions = [v for v in (known.version, known.allowed.lowest) if v is not None]
    if since is None or (library != "http" and not versions):
        return True
    return bool(versions) and min(versions) >= Version(since)


def _range_at(source: Source, node: Node) -> _Range | None:
    current: Node | None = node
    while current is not None and current.type not in _OUTSIDE:
        if current.type == "boolean_operator":
            right = current.child_by_field_name("right")
            comparison = _without_parentheses(right) if right is not None else None
        else:
            comparison = current
        if comparison is not None and comparison.type == "comparison_operator":
            found = _chain(source, comparison) or _pair(source, comparison)
            found = found or _hundreds(source, comparison)
            if found is not None and _is_replaceable(source, found.span):
                return found
        current = current.parent
    return None


def _is_replaceable(source: Source, span: Span) -> bool:
    """Whether nothing is lost (a comment), and nothing grows together with what follows."""
    behind = source.data[span.end : span.end + 1]
    return b"#" not in source.data[span.start : span.end] and re.match(rb"\w", behind) is None


def _chain(source: Source, comparison: Node) -> _Range | None:
    """`200 <= code < 300`, `299 >= code >= 200`."""
    if len(comparison.children) != 5:
        return None
    left, first, subject, second, right = comparison.children
    halves = [
        _half_of(source, subject, _MIRRORED.get(first.type, ""), left),
        _half_of(source, subject, second.type, right),
    ]
    return _between(source, Span(comparison.start_byte, comparison.end_byte), halves)


def _pair(source: Source, comparison: Node) -> _Range | None:
    """`code >= 200 and code < 300`, where asking `code` twice or once is the same."""
    for first, second in _operands(comparison):
        halves = [_half(source, _without_parentheses(node)) for node in (first, second)]
        one, other = halves
        if one is None or other is None:
            continue
        text = source.text_of(one.subject)
        if text == source.text_of(other.subject) and _DOTTED.fullmatch(text):
            found = _between(source, Span(first.start_byte, second.end_byte), halves)
            if found is not None:
                return found
    return None


def _operands(comparison: Node) -> Iterator[tuple[Node, Node]]:
    """The comparison and what stands beside it, joined by `and`, in order."""
    operand = comparison
    while operand.parent is not None and operand.parent.type == "parenthesized_expression":
        operand = operand.parent
    both = operand.parent
    if both is None or not _is_and(both):
        return
    left, right = both.child_by_field_name("left"), both.child_by_field_name("right")
    if left is None or right is None:
        return
    if operand == left:
        yield left, right
        return
    before = left.child_by_field_name("right") if _is_and(left) else left
    if before is not None:
        yield before, right
    outer = both.parent
    if outer is not None and _is_and(outer) and outer.child_by_field_name("left") == both:
        behind = outer.child_by_field_name("right")
        if behind is not None:
            yield right, behind


def _is_and(node: Node) -> bool:
    operator = node.child_by_field_name("operator")
    return node.type == "boolean_operator" and operator is not None and operator.type == "and"


def _hundreds(source: Source, comparison: Node) -> _Range | None:
    """`code // 100 == 2`."""
    if len(comparison.children) != 3 or comparison.children[1].type != "==":
        return None
    left, _, right = comparison.children
    for digit, divided in ((left, right), (right, left)):
        subject = divided.child_by_field_name("left")
        text = source.text_of(digit)
        if digit.type != "integer" or text not in ("1", "2", "3", "4", "5") or subject is None:
            continue
        if is_class_of(source, digit):
            word = source.text_of(subject).rpartition(".")[2]
            certain = status_name(source, word) == "certain"
            span = Span(comparison.start_byte, comparison.end_byte)
            return _Range(span, subject, int(text), certain)
    return None


def _half(source: Source, comparison: Node) -> _Half | None:
    if comparison.type != "comparison_operator" or len(comparison.children) != 3:
        return None
    left, operator, right = comparison.children
    found = _half_of(source, left, operator.type, right)
    return found or _half_of(source, right, _MIRRORED.get(operator.type, ""), left)


def _half_of(source: Source, subject: Node, operator: str, bound: Node) -> _Half | None:
    """`subject operator bound`, if `bound` is a number or stands for one."""
    code = _code_of(source, bound) if operator in _MIRRORED else None
    if code is None:
        return None
    is_low = operator in (">", ">=")
    return _Half(subject, is_low, code + (operator in (">", "<=")), bound)


def _between(source: Source, span: Span, halves: list[_Half | None]) -> _Range | None:
    low = next((half for half in halves if half is not None and half.low), None)
    high = next((half for half in halves if half is not None and not half.low), None)
    if low is None or high is None or high.code != low.code + 100:
        return None
    digit, rest = divmod(low.code, 100)
    place = place_of(source, low.bound)
    if rest or not 1 <= digit <= len(_CLASSES) or place is None or place.kind != "http":
        return None
    return _Range(span, low.subject, digit, place.confidence == "certain")


def _code_of(source: Source, node: Node) -> int | None:
    if node.type == "integer":
        text = source.text_of(node)
        return int(text) if text.isdecimal() else None
    if node.type not in ("identifier", "attribute"):
        return None
    usage = usage_at(source, node.end_byte)
    if usage is None or usage.name is None or not _is_number(usage):
        return None
    whole = Span(node.start_byte, node.end_byte)
    return usage.code if _expression(source, usage) == whole else None


def _without_parentheses(node: Node) -> Node:
    while node.type == "parenthesized_expression":
        inner = named_child(node, 0)
        if inner is None or node.named_child_count != 1 or inner.type == "yield":
            break
        node = inner
    return node


# A response of httpx


def _is_of_httpx(source: Source, subject: Node, environment: Environment) -> bool:
    """Whether `subject` is the status of what a call of httpx gave, in the same function."""
    response, attribute = (subject.child_by_field_name(f) for f in ("object", "attribute"))
    if response is None or attribute is None or response.type != "identifier":
        return False
    if source.text_of(attribute) != "status_code" or not _has_predicates(environment, "httpx"):
        return False
    scope = enclosing(response, "function_definition") or source.root
    return _holds_only(source, scope, source.text_of(response), _is_httpx_call)


def _is_httpx_call(source: Source, value: Node) -> bool:
    function = value.child_by_field_name("function")
    if value.type != "call" or function is None:
        return False
    if dotted_path(source, function) in _HTTPX_CALLS:
        return True
    client, method = (function.child_by_field_name(f) for f in ("object", "attribute"))
    if client is None or method is None or source.text_of(method) not in _HTTPX_METHODS:
        return False
    if client.type != "identifier":
        return _is_httpx_client(source, client)
    word, scope = source.text_of(client), enclosing(client, "function_definition")
    if scope is not None and any(_values(source, scope, word)):
        return _holds_only(source, scope, word, _is_httpx_client)
    return _holds_only(source, source.root, word, _is_httpx_client)


def _is_httpx_client(source: Source, value: Node) -> bool:
    function = value.child_by_field_name("function")
    if value.type != "call" or function is None:
        return False
    return dotted_path(source, function) in _HTTPX_CLIENTS


def _holds_only(
    source: Source, scope: Node, word: str, is_one: Callable[[Source, Node], bool]
) -> bool:
    """Whether all that the variable is given, and there is something, is such a value."""
    values = list(_values(source, scope, word))
    return bool(values) and all(value is not None and is_one(source, value) for value in values)


def _values(source: Source, scope: Node, word: str) -> Iterator[Node | None]:
    """What the variable is given in `scope`; None for what is not written there."""
    pattern = re.compile(rb"(?<![\w.])%b(?!\w)" % re.escape(word.encode()))
    for match in pattern.finditer(source.data, scope.start_byte, scope.end_byte):
        node = source.node_at(Span(*match.span()))
        parent = node.parent
        if node.type != "identifier" or parent is None or not _is_bound(node):
            continue
        if parent.type == "assignment":
            value = parent.child_by_field_name("right")
        elif parent.type == "as_pattern_target" and parent.parent is not None:
            value = named_child(parent.parent, 0)
        else:
            value = None
        if value is not None and value.type == "await":
            value = named_child(value, 0)
        yield value
