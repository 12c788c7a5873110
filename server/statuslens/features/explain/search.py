"""The search of `explain`: by name, number, mask such as `4xx`, or words."""

import difflib
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from ...facts.catalogue import Kind, Status, registered, status
from ...facts.vocabularies import Name, Vocabulary, classes, vocabularies, vocabulary_of_name

_KINDS: tuple[Kind, ...] = ("http", "websocket")
_MASK = re.compile(r"[1-5][0-9]{0,2}x{1,3}", re.IGNORECASE)
NUMBER = re.compile(r"[0-9]+")
_WORD = re.compile(r"[a-z0-9]+")
# HTTPNotFound, as aiohttp and others call their exceptions: HTTP Not Found.
_INSIDE_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# The text around a code and its phrase, such as in the first line of a response.
_NOISE = frozenset({"http", "https", "ws", "websocket", "status", "code", "error", "exception"})
_SUGGESTIONS = 3
_SIMILAR = 0.8


def search(query: str) -> list[Status]:
    """The statuses that match `query`, most likely first; empty if none does."""
    for way in (_by_name, _by_number, _by_mask, _by_words, _by_typed_name):
        if found := way(query.strip()):
            return found
    return []


def nearest(text: str) -> list[str]:
    """Phrases and names similar to `text`, one per meaning."""
    likely = difflib.get_close_matches(text.casefold(), _spelled(), n=20, cutoff=_SIMILAR)
    by_meaning: dict[tuple[int, ...], str] = {}
    for folded in likely:
        codes = tuple(entry.code for entry in search(_spelled()[folded]))
        by_meaning.setdefault(codes, _spelled()[folded])
    return list(by_meaning.values())[:_SUGGESTIONS]


def name_meant(query: str, code: int) -> Name | None:
    """The name that `query` means, preferably with a history; None for a class of several."""
    names = [name for name in _names(query.strip()) if name.code == code]
    renamed = next((n for n in names if n.deprecated is not None or n.replaces is not None), None)
    if renamed is not None or not names:
        return renamed
    first, *others = names
    return None if others and vocabulary_of_name(first).type == "class" else first


def _by_name(query: str) -> list[Status]:
    # One word is a word first: `timeout` asks for more than the constant requests.codes.timeout.
    is_name = re.search(r"[_.]", query) or _INSIDE_CAMEL_CASE.search(query)
    return _by_typed_name(query) if is_name else []


def _by_typed_name(query: str) -> list[Status]:
    """`validationerror`: a name of several words, typed as one."""
    return _statuses(name.code for name in _names(query))


def _by_number(query: str) -> list[Status]:
    """`404`, also in the first line of a response or a log: `HTTP/1.1 404 Not Found`."""
    numbers = re.findall(r"(?<![0-9])(?<![0-9]\.)[0-9]{3,4}(?!\.?[0-9])", query)
    entry = status(int(numbers[0])) if len(numbers) == 1 else None
    if entry is None:
        return []
    beside = re.sub(r"\bHTTP/[0-9.]+", "", query, flags=re.IGNORECASE)
    words = set(_words(beside)) - _NOISE - {numbers[0]}
    return [entry] if not words or any(words <= set(_words(p)) for p in _phrases(entry)) else []


def _by_mask(query: str) -> list[Status]:
    """`4xx`, `40x`, `10xx`: the registered codes of that form, or the meaning of the range."""
    if not _MASK.fullmatch(query):
        return []
    mask = query.casefold()
    pattern = re.compile(mask.replace("x", "[0-9]"))
    codes = [code for kind in _KINDS for code in registered(kind) if pattern.fullmatch(str(code))]
    return _statuses(codes or [int(mask.replace("x", "0"))])


def _by_words(query: str) -> list[Status]:
    last = query.rpartition(".")[2] if re.fullmatch(r"[\w.]+", query) else query
    words = () if NUMBER.fullmatch(query) else _words(last)
    return _with_words(words) or _with_words(tuple(word for word in words if word not in _NOISE))


def _with_words(words: Sequence[str]) -> list[Status]:
    """The best matches of the words: HTTP before WebSocket, whole phrases first."""
    if not words:
        return []
    for texts, fits in _TIERS:
        if found := [m for m in _known() if any(fits(words, _words(text)) for text in texts(m))]:
            whole = {m.code for m in found if any(_words(p) == words for p in _phrases(m))}
            return sorted(found, key=lambda entry: (entry.kind, entry.code not in whole))
    return []


def _phrases(entry: Status) -> tuple[str, ...]:
    if entry.registry == "unregistered":
        return ()
    return (entry.title, entry.phrase.strip("()"), *entry.former_phrases)


def _other_texts(entry: Status) -> Iterator[str]:
    """The names in libraries, and the known users of an unregistered code."""
    yield from _names_of(entry.code)
    if entry.registry == "unregistered":
        yield from entry.notes


def _class_name(entry: Status) -> tuple[str, ...]:
    return () if entry.registry == "unregistered" else (entry.class_name,)


def _whole_words(query: Sequence[str], words: Sequence[str]) -> bool:
    return set(query) <= set(words)


def _beginnings(query: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(word.startswith(beginning) for word in words) for beginning in query)


def _parts(query: Sequence[str], words: Sequence[str]) -> bool:
    return "".join(query) in "".join(words)


_Fits = Callable[[Sequence[str], Sequence[str]], bool]
_Texts = Callable[[Status], Iterable[str]]

# Searched texts, and how exactly they must match; the first with a result wins.
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
    """The words in lower case: three in `I'm a teapot`, and the same ones in `IM_A_TEAPOT`."""
    apart = _INSIDE_CAMEL_CASE.sub(" ", text)
    return tuple(_WORD.findall(apart.casefold().replace("'", "").replace("’", "")))


@functools.cache
def _known() -> tuple[Status, ...]:
    """Every code with a card, in numeric order."""
    named = {name.code for v in vocabularies().values() for name in v.names.values()}
    used = (m.code for m in _statuses(range(100, 600)) if m.notes)
    codes = {*named, *used, *(code for kind in _KINDS for code in registered(kind))}
    return tuple(_statuses(sorted(codes)))


def _statuses(codes: Iterable[int]) -> list[Status]:
    found = (status(code) for code in dict.fromkeys(codes))
    return [entry for entry in found if entry is not None]


def _names(query: str) -> list[Name]:
    """The names that match `query`, preferably of the library it names, and in its case."""
    path, _, last = query.rpartition(".")
    reached = [v for v in _everywhere() if any(f".{p}".endswith(f".{path}") for p in v.paths)]
    among = [name for v in reached or _everywhere() for name in v.names.values()]
    exact = [name for name in among if name.name == last]
    return exact or [name for name in among if name.name.casefold() == last.casefold()]


def _everywhere() -> tuple[Vocabulary, ...]:
    return (*vocabularies().values(), *classes().values())


@functools.cache
def _names_of(code: int) -> tuple[str, ...]:
    """The names of `code` without their numeric prefix: NOT_FOUND."""
    names = (n.name for v in _everywhere() for n in v.names.values() if n.code == code)
    return tuple(dict.fromkeys(re.sub(r"^(HTTP|WS)_\d+_", "", name) for name in names))


@functools.cache
def _spelled() -> dict[str, str]:
    """Lower case → spelling of everything that can be searched; phrases take precedence."""
    names = (name.name for v in _everywhere() for name in v.names.values())
    phrases = (phrase for entry in _known() for phrase in _phrases(entry))
    return {text.casefold(): text for text in (*names, *phrases)}
