"""`statuslens explain QUERY…`: what a status means, asked by number, name or words of its phrase.

`404`, `4xx`, `HTTP_404_NOT_FOUND`, `codes.not_found`, `web.HTTPNotFound` and `not found` all lead
to the card that an editor shows on hover; below it stands how each library spells the code, and
which exceptions and responses stand for it.

With `as_json` the answer is a list with one object per status:

- `kind` (`http` or `websocket`), `code`, `phrase` (the registry's), `title` (the one people know),
  `class`, `sentence`, `former_phrases`;
- `registry` (assigned, temporary, unused, reserved, unregistered, …), `reference`, `rfc` and
  `section`;
- `content`, `cache` and `headers` (a list of `name`, `level`, `note`) of an HTTP status; `sender`
  of a close code; `notes`;
- `names`: the library's key → a list of `name`, `since`, `replaces`, `deprecated` (both in the
  library's versions), `replacement`, `removed`;
- `classes`: the module → a list of its exceptions and responses that stand for this status.

What is not known is null, or an empty list. Nothing found is an empty list, with exit code 1.
"""

from __future__ import annotations

import difflib
import functools
import json
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from ...facts.catalogue import Kind, Status, registered, status
from ...facts.vocabularies import Name, Vocabulary, classes, vocabularies, vocabulary_of_name
from ..card import card, is_recent, summary

_KINDS: tuple[Kind, ...] = ("http", "websocket")
_CLASS = re.compile(r"[1-5]xx", re.IGNORECASE)
_MASK = re.compile(r"[1-5][0-9]{0,2}x{1,3}", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+")
_WORD = re.compile(r"[a-z0-9]+")
# HTTPNotFound, as aiohttp and others call their exceptions: HTTP Not Found.
_INSIDE_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# What stands around a code and its phrase and says nothing about which one it is.
_NOISE = frozenset({"http", "https", "ws", "websocket", "status", "code", "error", "exception"})

# FastAPI's `status` is Starlette's, and so are the versions.
_TITLES = {"starlette": "FastAPI, Starlette"}

# Falcon hands on all of its constants but these.
_IN_STATUS_CODES = frozenset({"HTTP_PAYLOAD_TOO_LARGE", "HTTP_REQUEST_ENTITY_TOO_LARGE"})

_OLD = "\N{NO-BREAK SPACE}(deprecated)"
_RANGES = "HTTP has 100 to 599, WebSocket 1000 to 4999"
_ASK = "Ask by number (404, 4xx), name (HTTP_404_NOT_FOUND) or words of the phrase (not found)."
_SUGGESTIONS = 3
_SIMILAR = 0.8


def explain(
    query: Sequence[str], *, as_json: bool, markdown: bool = False, width: int = 80
) -> tuple[str, int]:
    """The answer to the words of the command line, and the exit code: 1 if anything was not found.

    Words that together name a status are one question, else each is its own. Prose is broken at
    `width`; addresses and names stay whole.
    """
    asked = _asked(query)
    code = 0 if all(found for _, found in asked) else 1
    if as_json:
        statuses = {meant.code: meant for _, found in asked for meant in found}
        objects = [_facts(meant) for meant in statuses.values()]
        return json.dumps(objects, ensure_ascii=False, indent=2), code
    rule = "---" if markdown else "─" * width
    blocks = [_answer(text, found, markdown, width) for text, found in asked]
    return f"\n\n{rule}\n\n".join(dict.fromkeys(blocks)), code


def search(query: str) -> list[Status]:
    """The statuses that `query` can mean, the likeliest first; none where it means nothing."""
    for way in (_by_name, _by_number, _by_mask, _by_words, _by_typed_name):
        found = way(query.strip())
        if found:
            return found
    return []


def _asked(query: Sequence[str]) -> list[tuple[str, list[Status]]]:
    """Each question with what it found. `not found` is one question, `404 1008` are two."""
    together = " ".join(" ".join(query).split())
    found = search(together)
    alone = [(text.strip(), search(text)) for text in query]
    # One unknown word in a phrase is a mistyped phrase; the others' many meanings would hide that.
    is_phrase = not re.search(r"[\d_.]", together) and not all(found for _, found in alone)
    return [(together, found)] if found or is_phrase or len(query) < 2 else alone


def _answer(text: str, found: list[Status], markdown: bool, width: int) -> str:
    if not found:
        return _nothing(text)
    if _CLASS.fullmatch(text):
        shown = card(found[0].code // 100 * 100, bound=True, markdown=markdown) or ""
        return "\n\n".join((_laid_out(shown, markdown, width), _list(found, markdown)))
    if len(found) > 1:
        return _list(found, markdown)
    (meant,) = found
    shown = card(meant.code, _named(text, meant.code), markdown=markdown) or ""
    parts = (
        _laid_out(shown, markdown, width),
        _spellings(meant.code, markdown),
        _class_names(meant.code, markdown, width),
    )
    return "\n\n".join(filter(None, parts))


def _list(found: Iterable[Status], markdown: bool) -> str:
    mark = "- " if markdown else ""
    return "\n".join(f"{mark}{meant.code} {_line(meant)}" for meant in found)


def _line(meant: Status) -> str:
    """An unregistered code has no phrase of its own, but maybe somebody who uses it."""
    if meant.registry == "unregistered" and meant.notes:
        return f"{meant.title} · {meant.notes[0]}"
    return summary(meant)


def _laid_out(text: str, markdown: bool, width: int) -> str:
    """A card for the terminal: prose broken between words, each address on a line of its own."""
    if markdown:
        return text
    *paragraphs, links = text.split("\n\n")
    lines = ("\n".join(_broken(line, width) for line in p.split("\n")) for p in paragraphs)
    return "\n\n".join((*lines, links.replace(" · ", "\n")))


def _broken(line: str, width: int) -> str:
    indent = "  " if line.startswith("- ") else ""
    return textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _spellings(code: int, markdown: bool) -> str:
    """How each library spells the code, as a table; old names say so."""
    rows = [
        (_owner(vocabulary), _reached(vocabulary, name), _history(vocabulary, name))
        for vocabulary in vocabularies().values()
        for name in _current_first(vocabulary, code)
    ]
    if not rows:
        return "No library has a name for it."
    if markdown:
        lines = [f"| {title} | `{name}` | {history} |" for title, name, history in rows]
        return "\n".join(("| library | name | history |", "|---|---|---|", *lines))
    first, second = (max(len(row[column]) for row in rows) for column in (0, 1))
    lines = ["In code"]
    before = ""
    for title, name, history in rows:
        shown = title if title != before else ""
        lines.append(f"  {shown:{first}}  {name:{second}}  {history}".rstrip())
        before = title
    return "\n".join(lines)


def _class_names(code: int, markdown: bool, width: int) -> str:
    """The exceptions and responses that stand for the code, by the module that has them."""
    found = {module.paths[0]: _current_first(module, code) for module in classes().values()}
    rows = {module: names for module, names in found.items() if names}
    if not rows:
        return ""
    if markdown:
        paths = (f"`{module}.{name.name}`" for module, names in rows.items() for name in names)
        return f"Exceptions and responses: {', '.join(paths)}"
    longest = max(map(len, rows))
    lines = (
        textwrap.fill(
            ", ".join(f"{n.name}{_OLD}" if n.deprecated else n.name for n in names),
            width,
            initial_indent=f"  {module:{longest}}  ",
            subsequent_indent=" " * (longest + 4),
            break_long_words=False,
        )
        for module, names in rows.items()
    )
    return "\n".join(("Exceptions and responses", *lines)).replace(_OLD, " (deprecated)")


def _current_first(vocabulary: Vocabulary, code: int) -> list[Name]:
    names = (name for name in vocabulary.names.values() if name.code == code)
    return sorted(names, key=lambda name: (name.deprecated is not None, name.removed is not None))


def _reached(vocabulary: Vocabulary, name: Name) -> str:
    """The name as code has it: `status.HTTP_404_NOT_FOUND`, `HTTPStatus.NOT_FOUND`."""
    path = vocabulary.paths[-1 if name.name in _IN_STATUS_CODES else 0]
    return f"{path.rpartition('.')[2]}.{name.name}"


def _owner(vocabulary: Vocabulary) -> str:
    return _TITLES.get(vocabulary.key, vocabulary.title)


def _history(vocabulary: Vocabulary, name: Name) -> str:
    recent = name.since is not None and is_recent(name.since, vocabulary)
    said = (
        (f"since {vocabulary.title}", name.since if recent else None),
        (f"deprecated since {vocabulary.title}", (name.deprecated or "").removeprefix("<=")),
        ("removed in", name.removed),
    )
    return ", ".join(f"{words} {version}" for words, version in said if version)


def _nothing(text: str) -> str:
    if _NUMBER.fullmatch(text):
        return f"{text} is no status code: {_RANGES}. {_ASK}"
    near = _nearest(text)
    listed = " or ".join(filter(None, (", ".join(near[:-1]), *near[-1:])))
    question = f" Did you mean {listed}?" if near else ""
    return f"Nothing found for '{text}'.{question} {_ASK}"


def _nearest(text: str) -> list[str]:
    """Phrases and names that look like `text`, one per meaning."""
    likely = difflib.get_close_matches(text.casefold(), _spelled(), n=20, cutoff=_SIMILAR)
    by_meaning: dict[tuple[int, ...], str] = {}
    for folded in likely:
        codes = tuple(meant.code for meant in search(_spelled()[folded]))
        by_meaning.setdefault(codes, _spelled()[folded])
    return list(by_meaning.values())[:_SUGGESTIONS]


@functools.cache
def _spelled() -> dict[str, str]:
    """Everything that can be asked for, in lower case → as it is written; phrases win."""
    names = (name.name for v in _everywhere() for name in v.names.values())
    phrases = (phrase for meant in _known() for phrase in _phrases(meant))
    return {text.casefold(): text for text in (*names, *phrases)}


def _facts(meant: Status) -> dict[str, Any]:
    facts = asdict(meant)
    return {
        "kind": facts.pop("kind"),
        "code": facts.pop("code"),
        "phrase": facts.pop("phrase"),
        "title": meant.title,
        "class": meant.class_name,
        **facts,
        "names": {
            vocabulary.key: [_name_facts(name) for name in _current_first(vocabulary, meant.code)]
            for vocabulary in vocabularies().values()
        },
        "classes": {
            module.key: [name.name for name in _current_first(module, meant.code)]
            for module in classes().values()
        },
    }


def _name_facts(name: Name) -> dict[str, Any]:
    return {key: fact for key, fact in asdict(name).items() if key not in ("library", "code")}


# The ways to ask. Each gives no status where the query is not of its kind.


def _by_name(query: str) -> list[Status]:
    # One word is a word first: `timeout` asks for more than requests.codes.timeout, `Unauthorized`
    # for more than Werkzeug's exception.
    if not (re.search(r"[_.]", query) or _INSIDE_CAMEL_CASE.search(query)):
        return []
    return _statuses(name.code for name in _names(query))


def _by_number(query: str) -> list[Status]:
    """`404`, and what a response's first line or a log says: `HTTP/1.1 404 Not Found`."""
    numbers = re.findall(r"(?<![0-9])(?<![0-9]\.)[0-9]{3,4}(?!\.?[0-9])", query)
    meant = status(int(numbers[0])) if len(numbers) == 1 else None
    if meant is None:
        return []
    beside = re.sub(r"\bHTTP/[0-9.]+", "", query, flags=re.IGNORECASE)
    words = set(_words(beside)) - _NOISE - {numbers[0]}
    return [meant] if not words or any(words <= set(_words(p)) for p in _phrases(meant)) else []


def _by_mask(query: str) -> list[Status]:
    """`4xx`, `40x`, `10xx`: the registered codes of that form, or the range's meaning."""
    if not _MASK.fullmatch(query):
        return []
    mask = query.casefold()
    pattern = re.compile(mask.replace("x", "[0-9]"))
    codes = [code for kind in _KINDS for code in registered(kind) if pattern.fullmatch(str(code))]
    return _statuses(codes or [int(mask.replace("x", "0"))])


def _by_words(query: str) -> list[Status]:
    last = query.rpartition(".")[2] if re.fullmatch(r"[\w.]+", query) else query
    words = () if _NUMBER.fullmatch(query) else _words(last)
    return _with_words(words) or _with_words(tuple(word for word in words if word not in _NOISE))


def _by_typed_name(query: str) -> list[Status]:
    """`validationerror`: a name of several words, typed as one."""
    return _statuses(name.code for name in _names(query))


def _with_words(words: Sequence[str]) -> list[Status]:
    """The best of what the words are found in: HTTP before WebSocket, whole phrases first."""
    if not words:
        return []
    for texts, fits in _TIERS:
        found = [m for m in _known() if any(fits(words, _words(text)) for text in texts(m))]
        if found:
            whole = {m.code for m in found if any(_words(p) == words for p in _phrases(m))}
            return sorted(found, key=lambda meant: (meant.kind, meant.code not in whole))
    return []


def _phrases(meant: Status) -> tuple[str, ...]:
    if meant.registry == "unregistered":
        return ()
    return (meant.title, meant.phrase.strip("()"), *meant.former_phrases)


def _other_texts(meant: Status) -> Iterator[str]:
    """How the libraries call it, and who uses it although it is unregistered."""
    yield from _names_of(meant.code)
    if meant.registry == "unregistered":
        yield from meant.notes


def _class_name(meant: Status) -> tuple[str, ...]:
    return () if meant.registry == "unregistered" else (meant.class_name,)


def _whole_words(asked: Sequence[str], words: Sequence[str]) -> bool:
    return set(asked) <= set(words)


def _beginnings(asked: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(word.startswith(beginning) for word in words) for beginning in asked)


def _parts(asked: Sequence[str], words: Sequence[str]) -> bool:
    return "".join(asked) in "".join(words)


_Fits = Callable[[Sequence[str], Sequence[str]], bool]
_Texts = Callable[[Status], Iterable[str]]

# Where words are looked for, and how exactly they must stand there; the first that finds, wins.
_TIERS: tuple[tuple[_Texts, _Fits], ...] = (
    (_phrases, _whole_words),
    (_phrases, _beginnings),
    (_other_texts, _whole_words),
    (_other_texts, _beginnings),
    (_phrases, _parts),
    (_class_name, _beginnings),
)


@functools.lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    """The words in lower case: `I'm a teapot` has three, `IM_A_TEAPOT` the same ones."""
    apart = _INSIDE_CAMEL_CASE.sub(" ", text)
    return tuple(_WORD.findall(apart.casefold().replace("'", "").replace("’", "")))


@functools.cache
def _known() -> tuple[Status, ...]:
    """Every code that there is something to say about, in numeric order."""
    named = {name.code for v in vocabularies().values() for name in v.names.values()}
    used = (m.code for m in _statuses(range(100, 600)) if m.notes)
    codes = {*named, *used, *(code for kind in _KINDS for code in registered(kind))}
    return tuple(_statuses(sorted(codes)))


def _statuses(codes: Iterable[int]) -> list[Status]:
    found = (status(code) for code in dict.fromkeys(codes))
    return [meant for meant in found if meant is not None]


def _names(query: str) -> list[Name]:
    """The constants and classes that `query` can be, at best of the library that it names: with
    its case, or without.
    """
    path, _, last = query.rpartition(".")
    reached = [v for v in _everywhere() if path and any(_ends(p, path) for p in v.paths)]
    among = [name for v in reached or _everywhere() for name in v.names.values()]
    exact = [name for name in among if name.name == last]
    return exact or [name for name in among if name.name.casefold() == last.casefold()]


def _everywhere() -> tuple[Vocabulary, ...]:
    return (*vocabularies().values(), *classes().values())


def _ends(path: str, end: str) -> bool:
    return f".{path}".endswith(f".{end}")


def _named(query: str, code: int) -> Name | None:
    """The name that was asked about; one with a history, where libraries differ. None where several
    have a class of that name.
    """
    names = [name for name in _names(query.strip()) if name.code == code]
    told = next((n for n in names if n.deprecated is not None or n.replaces is not None), None)
    if told is not None or not names:
        return told
    first, *others = names
    return None if others and vocabulary_of_name(first).type == "class" else first


@functools.cache
def _names_of(code: int) -> tuple[str, ...]:
    """The names of `code` without what only says its number: NOT_FOUND."""
    names = (n.name for v in _everywhere() for n in v.names.values() if n.code == code)
    return tuple(dict.fromkeys(re.sub(r"^(HTTP|WS)_\d+_", "", name) for name in names))
