"""A status in another spelling: a number, a constant, or a constant of another library."""

from collections.abc import Iterator

from tree_sitter import Node

from ...edits.rewrites import (
    Rewrite,
    expression_span,
    is_key,
    is_pattern,
    to_constant,
    to_number,
    words_of,
)
from ...edits.spelling import Spelling, direct_spelling, name_for, spelling
from ...edits.text_edits import Replacement
from ...facts import apis
from ...facts.vocabularies import Name, Vocabulary, vocabularies, vocabulary_at, vocabulary_of_name
from ...project.view import Project
from ...semantic.imports import packages_always_imported
from ...semantic.scopes import meaning
from ...semantic.usages import Usage, find_usages, usage_at
from ...syntax.source import Source, Span
from .offer import Offer, Target

# The modules to import a single constant from. There is no module `fastapi.status`.
_MODULES = {
    "starlette": "starlette.status",
    "rest_framework": "rest_framework.status",
    "litestar": "litestar.status_codes",
}

# The targets of a conversion, in the order of preference after the imported ones.
_LIBRARIES = ("starlette", "rest_framework", "litestar", "http", "httpx", "requests")


def offers(source: Source, span: Span, project: Project) -> Iterator[Offer]:
    """The spellings for the number or constant at the cursor, most likely first."""
    usage = _status_at(source, span, project)
    if usage is None:
        return
    constant = to_constant(source, usage, project)
    if constant is not None:
        title = f"Replace {usage.code} with {constant.text}"
        every = "Replace all{} numbers with constants"
        yield Offer(Target("constant"), title, every, constant.replacement)
    conversions = list(_conversions(source, usage, project))
    before = 1 if conversions and conversions[0].target.form == "member" else 0
    yield from conversions[:before]
    number = to_number(source, usage)
    if number is not None:
        title = f"Replace with the number {usage.code}"
        every = "Replace all{} constants with numbers"
        yield Offer(Target("number"), title, every, number.replacement)
    yield from conversions[before:]


def rewrites(source: Source, target: Target, project: Project) -> Iterator[Rewrite]:
    """Every status of the file that the target covers, in the target's spelling."""
    for usage in find_usages(source, project):
        found = None
        if target.form == "constant":
            found = to_constant(source, usage, project)
        elif _is_certain(source, usage):
            if target.form == "number":
                found = to_number(source, usage)
            elif usage.name is not None and usage.name.library == target.of:
                found = _converted(source, usage, target, project)
        if found is not None:
            yield found


def may_import(source: Source, library: str, project: Project) -> bool:
    """The same for a file that is not open: it imports the library, or its project requires it."""
    if library not in _LIBRARIES:
        return False
    if library == "http":
        return _is_at_hand(source, library, project)
    vocabulary = vocabularies()[library]
    if not packages_always_imported(source).isdisjoint(roots(vocabulary)):
        return True
    return any(map(project.environment.depends_on, {vocabulary.distribution, *roots(vocabulary)}))


def roots(vocabulary: Vocabulary) -> frozenset[str]:
    """The packages that have its names."""
    return frozenset(path.partition(".")[0] for path in vocabulary.paths)


def _is_at_hand(source: Source, library: str, project: Project) -> bool:
    """Whether the file may import the library's names: Python's own, or its framework's."""
    if library == "http":
        return not project.files.is_top_level_module("http")
    packages = packages_always_imported(source).intersection(apis.FRAMEWORKS)
    return not packages.isdisjoint(roots(vocabularies()[library]))


def _provider_of(source: Source, library: str, project: Project) -> str:
    """The value of the setting `provider` for the library: FastAPI re-exports Starlette's names."""
    if library != "starlette":
        return library
    packages = packages_always_imported(source)
    by_fastapi = "starlette" not in packages and project.environment.depends_on("fastapi")
    return "fastapi" if "fastapi" in packages or by_fastapi else "starlette"


def _status_at(source: Source, span: Span, project: Project) -> Usage | None:
    """The status any part of which the cursor touches; of a selection, the only one in it."""
    for offset in (span.start, span.end):
        usage = usage_at(source, offset, project)
        if usage is not None and _is_number(usage):
            return usage
    node: Node | None = source.node_at(span)
    while node is not None and node.type in ("identifier", "attribute", "dotted_name", "."):
        usage = usage_at(source, node.end_byte, project)
        if usage is not None and usage.name is not None and _is_number(usage):
            return usage
        node = node.parent
    usages = find_usages(source, project) if span.start < span.end else ()
    inside = [u for u in usages if span.start <= u.span.start and u.span.end <= span.end]
    return inside[0] if len(inside) == 1 and _is_number(inside[0]) else None


def _is_number(usage: Usage) -> bool:
    return usage.name is None or vocabulary_of_name(usage.name).is_number


def _conversions(source: Source, usage: Usage, project: Project) -> Iterator[Offer]:
    """The names that other libraries have for it, imported libraries first."""
    if usage.name is None:
        return
    for form in ("member", "direct"):
        found = []
        for library in _LIBRARIES:
            target = Target(form, library, usage.name.library)
            new = _converted(source, usage, target, project)
            if new is None:
                continue
            is_imported = new.replacement.new_import is None
            if is_imported or _is_at_hand(source, library, project):
                prefix = new.text.removesuffix(".value").rpartition(".")[0]
                title = f"Convert to {new.text}"
                every = f"Convert all{{}} to {prefix or 'direct names'}"
                found.append((not is_imported, Offer(target, title, every, new.replacement)))
        yield from (offer for _, offer in sorted(found, key=lambda entry: entry[0]))


def _converted(source: Source, usage: Usage, target: Target, project: Project) -> Rewrite | None:
    """The constant as the target spells it; None if that changes nothing or there is no name."""
    span, name = expression_span(source, usage), usage.name
    if span is None or name is None:
        return None
    old = source.text_of(source.node_at(span))
    if name.library == target.to and (target.form == "member") == ("." in old):
        return None
    vocabulary = vocabularies()[target.to]
    written = _direct if target.form == "direct" else _member
    spelled = written(source, usage, vocabulary, project)
    if spelled is None or not spelled.safe or spelled.name.library != target.to:
        return None
    text, is_value = spelled.expression, old.endswith(".value")
    if is_value and vocabulary.type == "enum":
        text += ".value"
    is_safe = is_value or _means_the_same(usage, vocabulary, project)
    return Rewrite(text, Replacement(span, text, spelled.new_import), is_safe)


def _member(
    source: Source, usage: Usage, vocabulary: Vocabulary, project: Project
) -> Spelling | None:
    at, code, as_key = usage.span.start, usage.code, is_key(usage)
    provider = _provider_of(source, vocabulary.key, project)
    spelled = spelling(source, at, code, project, provider=provider, as_key=as_key, dotted=True)
    if spelled is None or usage.name is None or usage.name.library != spelled.name.library:
        return spelled
    prefix = spelled.expression.rpartition(".")[0]  # the same name, not another of its number
    return Spelling(f"{prefix}.{usage.name.name}", usage.name, spelled.new_import)


def _direct(
    source: Source, usage: Usage, vocabulary: Vocabulary, project: Project
) -> Spelling | None:
    module = _MODULES.get(vocabulary.key)
    if module is None or is_pattern(source, usage):
        return None
    name: Name | None = usage.name
    if name is None or name.library != vocabulary.key:
        choice = name_for(source, vocabulary, usage.code, project.environment)
        name = choice.name if choice is not None and choice.safe else None
    return direct_spelling(source, name, usage.span.start, module) if name is not None else None


def _means_the_same(usage: Usage, vocabulary: Vocabulary, project: Project) -> bool:
    """Not a member of an enumeration where no status is expected: it has more than its number."""
    if usage.place is not None and usage.place.confidence == "certain":
        return True
    if usage.name is not None and vocabulary_of_name(usage.name).type == "enum":
        return False
    return vocabulary.type != "enum" or project.environment.formats_as_number()


def _is_certain(source: Source, usage: Usage) -> bool:
    """Whether the constant is certainly the library's whenever the code runs."""
    span = expression_span(source, usage)
    if span is None or usage.name is None:
        return False
    first, *rest = words_of(source, source.node_at(span))
    found = meaning(source, first, span.start)
    if found is None or found.origin is None or not found.certain:
        return False
    if rest[-1:] == ["value"]:
        rest.pop()
    path = ".".join((found.origin, *rest)).rpartition(".")[0]
    return vocabulary_at(path) is vocabulary_of_name(usage.name)
