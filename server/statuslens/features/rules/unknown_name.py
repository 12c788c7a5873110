"""A name that the library does not have in any version: a typo, or a name from another library.

## Why is this bad?

`status.NOT_FOUND`, `HTTPStatus.HTTP_404_NOT_FOUND` and `HTTPStatus.UNPROCESSIBLE_ENTITY` fail when
the line runs, which is late for an error. The message suggests names: with the same number, with
the same phrase in this library's spelling, or with nearly the same letters.

## Example

Bad:

    from fastapi import HTTPException, status

    def read_item(item_id: int):
        raise HTTPException(status.HTTP_404_NOTFOUND, "no such item")

Good:

    from fastapi import HTTPException, status

    def read_item(item_id: int):
        raise HTTPException(status.HTTP_404_NOT_FOUND, "no such item")

## What is reported

Attributes and imports of modules that the file is known to import are reported, unless the name is
shadowed, the file has a star import, or the attribute is not a constant, as
`HTTPStatus.from_bytes`. A name that the file assigns to the module or has in a string is not
reported, because the program may add it.

If the installed library has the name, the name exists. If its source cannot be read, a name that
looks like its own may be a new one and is not reported.

Code for several versions is not reported: the body of a `try` with `except AttributeError` or
`except ImportError`, a branch of `if hasattr(…)` or of a comparison of versions, and `getattr(…)`.

## Fix safety

A fix is offered if only one name can be meant. It is unsafe, so review it.
"""

import difflib
import functools
import re
from collections.abc import Collection, Iterator, Mapping

from packaging.version import Version

from ...facts.catalogue import Status, kind_of, registered
from ...facts.vocabularies import Name, Vocabulary, vocabularies, vocabulary_at
from ...project.environment import Environment
from ...project.view import Project, per_project
from ...semantic.imports import has_star_import, imports, visible_imports
from ...syntax.source import Source, Span, named_child, per_source
from .constants import Constant, constant_at, is_quoted, rewritten, spelled_like
from .finding import Finding, Rule

NAME = "unknown-name"

_CONSTANT = re.compile(r"[A-Z][A-Z\d_]+")
# Falcon's package has other names in capitals, and one for each joke among its status codes.
_OF_FALCON = re.compile(r"HTTP_(?!METHODS$|7\d\d)\w+")
_OF_DICTIONARY = frozenset({*dir(dict), "name"})  # Requests' `codes` is a dictionary

_PREFIX = re.compile(r"^(?:(?:HTTP|WS)(?=[_\d])[_\d]*)+")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_CLOSE = 0.8  # how alike a slip of the pen is, by difflib
_CLEARLY_CLOSER = 0.1
_MOST = 3


_Unknown = tuple[Constant, Vocabulary]


def check(source: Source, project: Project, _likely: bool) -> Iterator[Finding]:
    environment = project.environment
    for constant, vocabulary in (*_members(source, project), *_imported(source, project)):
        word = constant.word
        known = any(environment.knows(vocabulary, w) for w in _spellings(vocabulary, word))
        if not known and not _may_be_new(environment, vocabulary, word):
            yield _finding(source, constant, _meant(environment, vocabulary, word))


def _finding(source: Source, constant: Constant, candidates: tuple[Name, ...]) -> Finding:
    words = [spelled_like(name, constant.word) for name in candidates]
    message = f"`{constant.owner}` has no `{constant.word}`"
    if words:
        listed = " or ".join(filter(None, (", ".join(f"`{w}`" for w in words[:-1]), "{}")))
        message += f": did you mean {listed.format(f'`{words[-1]}`')}?"
    code = candidates[0].code if len(candidates) == 1 else 0
    fix = rewritten(source, constant, candidates[0], False) if len(candidates) == 1 else None
    if fix is None:
        return Finding(NAME, code, constant.span, message, safe=False)
    title = f"Replace {constant.word} with {words[0]}"
    return Finding(NAME, code, constant.span, message, title, fix[0], safe=False)


@per_project
def _members(source: Source, project: Project) -> tuple[_Unknown, ...]:
    ways = _ways(source)
    if not ways or has_star_import(source):
        return ()
    prefixes = b"|".join(re.escape(way.encode()) for way in sorted(ways, reverse=True))
    pattern = re.compile(rb"(?<![\w.])(%b)\.([A-Za-z]\w*)" % prefixes)
    found = []
    for match in pattern.finditer(source.data):
        vocabulary, word = ways[match[1].decode()], match[2].decode()
        if not _could_be_one(vocabulary, word):
            continue
        constant = constant_at(source, Span(*match.span(2)), project)
        if constant is None or constant.form != "member" or _is_put_there(source, word):
            continue
        if constant.vocabulary is vocabulary:
            found.append((constant, vocabulary))
    return tuple(found)


@per_project
def _imported(source: Source, project: Project) -> tuple[_Unknown, ...]:
    found = []
    for entry in imports(source):
        vocabulary = vocabulary_at(entry.module)
        if vocabulary is None or entry.name is None or not _could_be_one(vocabulary, entry.name):
            continue
        for child in source.node_at(entry.span).children_by_field_name("name"):
            node = named_child(child, 0) if child.type == "aliased_import" else child
            if node is not None and source.text_of(node) == entry.name:
                constant = constant_at(source, Span(node.start_byte, node.end_byte), project)
                if constant is not None and not _is_put_there(source, entry.name):
                    found.append((constant, vocabulary))
    return tuple(found)


@per_source
def _ways(source: Source) -> dict[str, Vocabulary]:
    """How the file's imports reach each vocabulary: `status`, `http.HTTPStatus`."""
    ways = {}
    for entry in visible_imports(source):
        for vocabulary in vocabularies().values():
            for path in vocabulary.paths:
                if f"{path}.".startswith(f"{entry.origin}."):
                    ways[entry.local + path.removeprefix(entry.origin)] = vocabulary
    return ways


def _could_be_one(vocabulary: Vocabulary, word: str) -> bool:
    """Whether a word that the library does not have can only be meant as one of its constants."""
    if any(spelled in vocabulary.names for spelled in _spellings(vocabulary, word)):
        return False
    if vocabulary.key == "falcon":
        return _OF_FALCON.fullmatch(word) is not None
    if vocabulary.key == "requests":
        return word not in _OF_DICTIONARY
    return _CONSTANT.fullmatch(word) is not None


def _is_put_there(source: Source, word: str) -> bool:
    """Whether the file itself adds that name to the library, by an assignment or `setattr`."""
    assigned = rb"\.%b[ \t]*=(?!=)" % re.escape(word.encode())
    return is_quoted(source, word) or re.search(assigned, source.data) is not None


def _spellings(vocabulary: Vocabulary, word: str) -> tuple[str, ...]:
    return (word, word.swapcase()) if vocabulary.in_both_cases else (word,)


def _may_be_new(environment: Environment, vocabulary: Vocabulary, word: str) -> bool:
    """Whether a newer version may have it: it spells a phrase of the registry as its names do."""
    library = environment.library(vocabulary.key)
    newest = _newest(vocabulary)
    if library.names is not None:
        return False
    if library.version is not None and newest is not None and library.version <= newest:
        return False
    key = _key(word)
    if key and any(_key(name) == key for name in vocabulary.names):
        return False
    codes = [code for code, entry in _registered() if _key(entry.title) == key]
    if vocabulary.type == "str":
        new = {f"HTTP{key}"} if codes else {f"HTTP{code}" for code in registered("http")}
    elif vocabulary.type == "int" and vocabulary.key != "requests":
        new = {f"{prefix}{code}{key}" for code in codes for prefix in ("HTTP", "WS")}
    else:
        new = {key} if codes else set()
    return word.upper().replace("_", "") in new


@functools.cache
def _newest(vocabulary: Vocabulary) -> Version | None:
    """The newest version that anything is known about."""
    names = vocabulary.names.values()
    told = [v for n in names for v in (n.since, n.deprecated, n.removed) if v is not None]
    return max((Version(version.removeprefix("<=")) for version in told), default=None)


def _meant(environment: Environment, vocabulary: Vocabulary, word: str) -> tuple[Name, ...]:
    """The existing names that may be meant: one if it is clear, else a few."""
    by_phrase = _with_phrase(environment, vocabulary, word)
    numbers = [int(digits) for digits in re.findall(r"\d+", word)]
    named = environment.choice(vocabulary, numbers[0]) if len(numbers) == 1 else None
    if named is not None:
        others = by_phrase or _with_letters(environment, vocabulary, word)[:1]
        if any(name.code == named.name.code for name in others):
            others = ()
        return (named.name, *others)[:_MOST]
    is_of_no_name = len(numbers) == 1 and kind_of(numbers[0]) is not None
    return by_phrase or (() if is_of_no_name else _with_letters(environment, vocabulary, word))


def _with_phrase(environment: Environment, vocabulary: Vocabulary, word: str) -> tuple[Name, ...]:
    """The names with the phrase in the word, in the spelling of any library."""
    key = _key(word)
    own = {name.code for name in environment.names(vocabulary) if _key(name.name) == key}
    codes = own or _codes_by_key().get(key, frozenset())
    return _names_of(environment, vocabulary, _fitting(codes, word))


def _with_letters(environment: Environment, vocabulary: Vocabulary, word: str) -> tuple[Name, ...]:
    """The names with a similar spelling, the most similar first."""
    key = _key(word)
    codes: dict[str, set[int]] = {}
    for name in environment.names(vocabulary):
        codes.setdefault(_key(name.name), set()).add(name.code)
    codes.pop("", None)
    near = difflib.get_close_matches(key, codes, _MOST, _CLOSE)
    likeness = [difflib.SequenceMatcher(None, key, other).ratio() for other in near]
    if len(near) > 1 and likeness[0] - likeness[1] >= _CLEARLY_CLOSER:
        near = near[:1]
    found = dict.fromkeys(code for other in near for code in _fitting(codes[other], word))
    return _names_of(environment, vocabulary, found)


def _names_of(
    environment: Environment, vocabulary: Vocabulary, codes: Collection[int]
) -> tuple[Name, ...]:
    choices = (environment.choice(vocabulary, code) for code in codes)
    return tuple(choice.name for choice in choices if choice is not None)[:_MOST]


def _fitting(codes: Collection[int], word: str) -> list[int]:
    """The codes of the kind in the word's prefix."""
    kind = {"HTTP": "http", "WS_1": "websocket"}.get(word[:4])
    return sorted(code for code in codes if kind in (None, kind_of(code)))


@functools.cache
def _key(word: str) -> str:
    """The letters of a phrase: NOTFOUND for `HTTP_404_NOT_FOUND`, `not_found` and `Not Found`."""
    return _NOT_LETTERS.sub("", _PREFIX.sub("", word.upper()))


@functools.cache
def _codes_by_key() -> Mapping[str, frozenset[int]]:
    """The codes of each phrase in any library or registry."""
    found: dict[str, set[int]] = {}
    for vocabulary in vocabularies().values():
        for name in vocabulary.names.values():
            found.setdefault(_key(name.name), set()).add(name.code)
    for code, entry in _registered():
        for phrase in (entry.title, *entry.former_phrases):
            found.setdefault(_key(phrase), set()).add(code)
    found.pop("", None)
    return {key: frozenset(codes) for key, codes in found.items()}


def _registered() -> tuple[tuple[int, Status], ...]:
    return (*registered("http").items(), *registered("websocket").items())


RULE = Rule(NAME, "error", __doc__ or "", check)
