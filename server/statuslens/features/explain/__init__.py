"""`statuslens explain QUERY…`: a status, searched by number, name or words of its phrase.

`404`, `4xx`, `HTTP_404_NOT_FOUND`, `codes.not_found`, `web.HTTPNotFound` and `not found` all find
the card that an editor shows on hover, followed by the spellings of the code in each library, and
the exceptions and responses with that status.

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

import json
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from ...facts.catalogue import Status
from ...facts.vocabularies import Name, Vocabulary, classes, vocabularies
from ..card import card, is_recent, summary
from .search import NUMBER, name_meant, nearest, search


def explain(
    query: Sequence[str], *, as_json: bool, markdown: bool = False, width: int = 80
) -> tuple[str, int]:
    """The answer to the words of the command line, and the exit code: 1 if anything was not found.
    Words that together name a status are one query. Only prose is wrapped at `width`.
    """
    answers = _asked(query)
    code = 0 if all(found for _, found in answers) else 1
    if as_json:
        statuses = {entry.code: entry for _, found in answers for entry in found}
        objects = [_facts_of(entry) for entry in statuses.values()]
        return json.dumps(objects, ensure_ascii=False, indent=2), code
    rule = "---" if markdown else "─" * width
    blocks = [_answer(text, found, markdown, width) for text, found in answers]
    return f"\n\n{rule}\n\n".join(dict.fromkeys(blocks)), code


def _asked(query: Sequence[str]) -> list[tuple[str, list[Status]]]:
    """Each query with its results. `not found` is one query, `404 1008` are two."""
    together = " ".join(" ".join(query).split())
    found = search(together)
    alone = [(text.strip(), search(text)) for text in query]
    # One unknown word in a phrase is a typo; the results of the other words would hide that.
    is_phrase = not re.search(r"[\d_.]", together) and not all(found for _, found in alone)
    return [(together, found)] if found or is_phrase or len(query) < 2 else alone


_CLASS = re.compile(r"[1-5]xx", re.IGNORECASE)

# Falcon re-exports all of its constants except these.
_IN_STATUS_CODES = frozenset({"HTTP_PAYLOAD_TOO_LARGE", "HTTP_REQUEST_ENTITY_TOO_LARGE"})

_OLD = "\N{NO-BREAK SPACE}(deprecated)"
_RANGES = "HTTP: 100–599, WebSocket: 1000–4999"
_ASK = "Search by number (404, 4xx), name (HTTP_404_NOT_FOUND) or words of the phrase (not found)."


def _answer(text: str, found: list[Status], markdown: bool, width: int) -> str:
    if not found:
        return _nothing(text)
    if _CLASS.fullmatch(text):
        shown = card(found[0].code // 100 * 100, bound=True, markdown=markdown) or ""
        return "\n\n".join((_laid_out(shown, markdown, width), _list(found, markdown)))
    if len(found) > 1:
        return _list(found, markdown)
    (entry,) = found
    shown = card(entry.code, name_meant(text, entry.code), markdown=markdown) or ""
    parts = (
        _laid_out(shown, markdown, width),
        _spellings(entry.code, markdown),
        _class_names(entry.code, markdown, width),
    )
    return "\n\n".join(filter(None, parts))


def _facts_of(entry: Status) -> dict[str, Any]:
    facts = asdict(entry)
    return {
        "kind": facts.pop("kind"),
        "code": facts.pop("code"),
        "phrase": facts.pop("phrase"),
        "title": entry.title,
        "class": entry.class_name,
        **facts,
        "names": {
            vocabulary.key: [_name_facts(name) for name in _current_first(vocabulary, entry.code)]
            for vocabulary in vocabularies().values()
        },
        "classes": {
            module.key: [name.name for name in _current_first(module, entry.code)]
            for module in classes().values()
        },
    }


def _list(found: Iterable[Status], markdown: bool) -> str:
    mark = "- " if markdown else ""
    return "\n".join(f"{mark}{entry.code} {_line(entry)}" for entry in found)


def _line(entry: Status) -> str:
    """A code in a list. An unregistered one has no phrase, but may have a known user."""
    if entry.registry == "unregistered" and entry.notes:
        return f"{entry.title} · {entry.notes[0]}"
    return summary(entry)


def _laid_out(text: str, markdown: bool, width: int) -> str:
    """A card for the terminal: prose wrapped between words, each address on its own line."""
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
    """The spellings of the code in each library, as a table; old names are marked."""
    rows = [
        (vocabulary.users, _reached(vocabulary, name), _history(vocabulary, name))
        for vocabulary in vocabularies().values()
        for name in _current_first(vocabulary, code)
    ]
    if not rows:
        return "No supported library defines a constant for it."
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
    """The exceptions and responses with that status, by module."""
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
    """The name as code writes it: `status.HTTP_404_NOT_FOUND`, `HTTPStatus.NOT_FOUND`."""
    path = vocabulary.paths[-1 if name.name in _IN_STATUS_CODES else 0]
    return f"{path.rpartition('.')[2]}.{name.name}"


def _history(vocabulary: Vocabulary, name: Name) -> str:
    recent = name.since is not None and is_recent(name.since, vocabulary)
    said = (
        (f"since {vocabulary.title}", name.since if recent else None),
        (f"deprecated since {vocabulary.title}", (name.deprecated or "").removeprefix("<=")),
        ("removed in", name.removed),
    )
    return ", ".join(f"{words} {version}" for words, version in said if version)


def _nothing(text: str) -> str:
    if NUMBER.fullmatch(text):
        return f"{text} is not a status code ({_RANGES}). {_ASK}"
    near = nearest(text)
    listed = " or ".join(filter(None, (", ".join(near[:-1]), *near[-1:])))
    question = f" Did you mean {listed}?" if near else ""
    return f"Nothing found for '{text}'.{question} {_ASK}"


def _name_facts(name: Name) -> dict[str, Any]:
    return {key: fact for key, fact in asdict(name).items() if key not in ("library", "code")}
