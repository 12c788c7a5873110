"""The card of a status, shown by hover, completion and `explain`, as Markdown or plain text."""

from packaging.version import Version

from ..facts.catalogue import CLASSES, Status, registered, status
from ..facts.vocabularies import Name, Vocabulary, vocabulary_of_name

# Level of a fact → its words on the card. Headers that the RFC only describes are "may".
_LEVELS = {
    "MUST": "must",
    **dict.fromkeys(("SHOULD", "ought to", "expected"), "should"),
    **dict.fromkeys(("MAY", "can", "optional", "typical"), "may"),
}

_CONTENT = {
    "allowed": "body allowed",
    "none": "never has a body",
    "must not be generated": "must not have a body",
}
_CACHE = {"yes": "a cache may store it by default", "no": "not cached by default"}

_REGISTRY = {
    "temporary": "Temporary entry of the IANA registry: it may go away.",
    "assigned, marked obsoleted": "Marked as obsolete in the IANA registry.",
    "unused": "Marked as (Unused) in the IANA registry: reserved, without a meaning there.",
    "reserved": "Reserved: without a meaning.",
}

_SENDERS = {
    "anyone": "Client and server may send it",
    "client": "Only a client may send it",
    "nobody": "Nobody may send it: passing it to `close()` is an error",
}

# Falcon's strings have the phrases of the registry, except for this former one.
_FALCON_PHRASES = {422: "Unprocessable Entity"}

_RFC = "https://www.rfc-editor.org/rfc/rfc{rfc}.html#section-{section}"
_MDN_HTTP = "https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/{code}"
_MDN_WEBSOCKET = "https://developer.mozilla.org/docs/Web/API/CloseEvent/code"
_WITHOUT_MDN = frozenset({104, 305, 306})  # MDN has no page for these entries of the registry


def card(
    code: int, name: Name | None = None, *, bound: bool = False, markdown: bool = True
) -> str | None:
    """The card of `code`, with the nature and history of `name`; None if it is not a status. With
    `bound`, that of a range comparison, the card describes the class that begins there.
    """
    entry = status(code)
    if entry is None:
        return None
    lines = _class_lines(code) if bound and code % 100 == 0 else _lines(entry, name)
    text = "\n\n".join(lines)
    return text if markdown else _plain(text)


def summary(entry: Status) -> str:
    """One line for a list: the phrase, and the standard that defines it."""
    return f"{entry.title} · {f'RFC {entry.rfc}' if entry.rfc is not None else entry.reference}"


def is_recent(version: str, vocabulary: Vocabulary) -> bool:
    """Whether `version` is worth showing: some supported versions of the library are older."""
    return vocabulary.oldest is None or Version(version) > Version(vocabulary.oldest)


def _lines(entry: Status, name: Name | None) -> list[str]:
    lines = [f"**{entry.code} {entry.title}** · {entry.class_name}", entry.sentence]
    if name is not None:
        vocabulary = vocabulary_of_name(name)
        lines += [*_nature(name, vocabulary, entry), *_history(name, vocabulary)]
    if entry.registry in _REGISTRY:
        lines.append(_REGISTRY[entry.registry])
    if entry.registry == "unregistered" and entry.notes:
        lines.append("Used by: " + "; ".join(entry.notes) + ".")
    if former := [phrase for phrase in entry.former_phrases if phrase != entry.title]:
        lines.append("Formerly: " + ", ".join(former) + ".")
    if facts := _facts(entry):
        lines.append("\n".join(f"- {fact}" for fact in facts))
    lines.append(" · ".join(_links(entry)))
    return lines


def _nature(name: Name, vocabulary: Vocabulary, entry: Status) -> list[str]:
    """The nature of the name if it is not a number: a class, or a string."""
    if vocabulary.type == "class":
        if name.name.startswith("HttpResponse"):
            return [f"`{name.name}` of {vocabulary.title} answers with {name.code}."]
        return [f"{vocabulary.title} answers with {name.code} where `{name.name}` is raised."]
    if vocabulary.type == "str":
        phrase = _FALCON_PHRASES.get(name.code, entry.title)
        return [f'In {vocabulary.title} this is the string `"{name.code} {phrase}"`.']
    return []


def _history(name: Name, vocabulary: Vocabulary) -> list[str]:
    """The history of a new, renamed or deprecated name: the old name, the new name, the version."""
    if name.deprecated is not None:
        removed = f", removed in {name.removed}" if name.removed is not None else ""
        since = f"{vocabulary.title} {name.deprecated.removeprefix('<=')}"
        return [f"⚠ `{name.name}` is deprecated since {since}{removed}: use `{name.replacement}`."]
    if name.replaces is not None:
        return [f"New in {vocabulary.title} {name.since}; before that `{name.replaces}`."]
    if name.since is not None and is_recent(name.since, vocabulary):
        return [f"Since {vocabulary.title} {name.since}."]
    newer = next((n for n in vocabulary.names.values() if n.replaces == name.name), None)
    if newer is not None:
        return [f"Renamed in {vocabulary.title} {newer.since} to `{newer.name}`; this name stays."]
    return []


def _facts(entry: Status) -> list[str]:
    body = [_CONTENT.get(entry.content or ""), _CACHE.get(entry.cache or "")]
    facts = [", ".join(filter(None, body))]
    if entry.kind == "websocket":
        facts = [_SENDERS.get(entry.sender or "", ""), *entry.notes]
    for header in entry.headers:
        names = ", ".join(f"`{name.strip()}`" for name in header.name.split(","))
        note = f": {header.note}" if header.note else ""
        facts.append(f"{names} {_LEVELS.get(header.level, header.level)} be sent{note}")
    return [fact[:1].upper() + fact[1:] for fact in facts if fact]


def _links(entry: Status) -> list[str]:
    links = [entry.reference]
    if entry.rfc is not None:
        links = [f"[{entry.reference}]({_RFC.format(rfc=entry.rfc, section=entry.section)})"]
    if entry.kind == "websocket":
        links.append(f"[MDN]({_MDN_WEBSOCKET})")
    elif entry.registry != "unregistered" and entry.code not in _WITHOUT_MDN:
        links.append(f"[MDN]({_MDN_HTTP.format(code=entry.code)})")
    return links


def _class_lines(code: int) -> list[str]:
    number = code // 100
    examples = [s for s in registered("http").values() if s.code // 100 == number][:4]
    listed = ", ".join(f"{s.code} {s.title}" for s in examples)
    section = f"15.{number + 1}"
    return [
        f"**{code} … {code + 99} {CLASSES[number]}**",
        f"The class begins at {code}: {listed}, …",
        f"A client treats a code of this class that it does not know as {code}.",
        f"[RFC 9110, Section {section}]({_RFC.format(rfc=9110, section=section)})",
    ]


def _plain(markdown: str) -> str:
    """The text without markup; links keep their address."""
    text = markdown.replace("**", "").replace("`", "")
    parts = []
    for piece in text.split("["):
        label, bracket, rest = piece.partition("](")
        address, closed, tail = rest.partition(")")
        parts.append(f"{label}: {address}{tail}" if bracket and closed else piece)
    return "".join(parts)
