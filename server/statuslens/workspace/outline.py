"""The outline of a file: the part of each statement that can matter to the other statements.

The body of a function is not part of it, so typing there changes nothing for the others; and the
definitions in a statement only matter to the statements that name them.
"""

import functools
import re
from collections.abc import Iterable
from typing import NamedTuple

from ..syntax.statements import Statement

_NOTHING: frozenset[bytes] = frozenset()
_WORD = re.compile(rb"[^\W\d]\w*")
_DEFINED = re.compile(rb"\b(?:def|class)[ \t]+(\w+)")
_DEF = re.compile(rb"^[ \t]*(?:async[ \t]+)?def\b", re.MULTILINE)
_CLASS_LINE = re.compile(rb"^[ \t]*class\b[^:]*", re.MULTILINE)
_IN_SIGNATURE = re.compile(
    rb"[(\[{]|[)\]}]|:|#[^\n]*"
    rb"|\"\"\".*?\"\"\"|'{3}.*?'{3}|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'",
    re.DOTALL,
)
_DEFINITION = re.compile(rb"[ \t]*(?:@|class\b|(?:async[ \t]+)?def\b)")
# Code that matters to the whole file wherever it is: imports, `global` names, registered views.
_SHARED = re.compile(
    rb"^.*\b(?:import|global)\b(?:[^\n\\(]|\\\r?\n|\([^)]*\))*"
    rb"|(?:register_error_handler|add_url_rule)\([^()]*",
    re.MULTILINE,
)
_COMPOUND = re.compile(rb"(?:if|for|while|with|try|match|async)\b")
_TARGETS = re.compile(rb"(?:[\w.,* \t\[\]()]+(?::[^=\n]+)?=(?!=)[ \t]*)+")
_PATH = re.compile(rb"[^\W\d][\w.]*(?=[ \t]*(?:#.*)?\s*\Z)")
_BINDING_NOTHING = re.compile(rb"(?:raise|assert|await)\b|[\w.]+[ \t]*\(")


class Outline(NamedTuple):
    """The outline of one statement: `text` matters to statements that name one of `names`, and so
    do the outlines of its `bases`; `shared` matters to all.
    """

    text: bytes
    names: frozenset[bytes]
    bases: frozenset[bytes]
    shared: bytes


class Outlines:
    """The outlines of a file: `digest` identifies all, `shared` what matters to every statement."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._all = [(each.header, outline(each.text)) for each in statements]
        self.shared = hash(tuple([each.shared for _, each in self._all if each.shared]))
        self.digest = hash((self.shared, *[(header, each.text) for header, each in self._all]))

    def digest_for(self, text: bytes) -> int:
        """Identifies the outlines that matter to a statement with this text."""
        seen: set[int] = set()
        names = _words(text) & self._by_name.keys()
        while names:
            new = {index for name in names for index in self._by_name[name]} - seen
            seen |= new
            bases = frozenset().union(*(self._all[index][1].bases for index in new))
            names = bases & self._by_name.keys()
        return hash((self.shared, tuple(self._all[index][1].text for index in sorted(seen))))

    @functools.cached_property
    def _by_name(self) -> dict[bytes, list[int]]:
        by_name: dict[bytes, list[int]] = {}
        for index, (header, each) in enumerate(self._all):
            for name in (*each.names, *_DEFINED.findall(header)):  # a method is part of its class
                by_name.setdefault(name, []).append(index)
        return by_name


@functools.lru_cache(maxsize=8192)
def outline(text: bytes) -> Outline:
    """The outline of the statement `text`."""
    shared = b"\n".join(match[0] for match in _SHARED.finditer(text))
    if _DEFINITION.match(text) is not None:
        classes = _CLASS_LINE.findall(text)
        kept = text if classes else b"\n".join(_signatures(text))
        bases = frozenset().union(*map(_words, classes))
        return Outline(kept, frozenset(_DEFINED.findall(kept)), bases, shared)
    if _COMPOUND.match(text) is None and b":=" not in text and b";" not in text:
        if _BINDING_NOTHING.match(text) is not None:
            return Outline(b"", _NOTHING, _NOTHING, shared)
        targets = _TARGETS.match(text)
        if targets is not None:
            path = _PATH.match(text, targets.end())
            kept = text[: path.end()] if path is not None else targets[0]
            bases = _words(path[0]) if path is not None else _NOTHING
            return Outline(kept, _words(targets[0]), bases, shared)
    bases = frozenset().union(*map(_words, _CLASS_LINE.findall(text)))
    return Outline(text, _words(text), bases, shared)


def _signatures(text: bytes) -> list[bytes]:
    """From each `def` to the colon before its body."""
    found = []
    for start in _DEF.finditer(text):
        depth, end = 0, len(text)
        for token in _IN_SIGNATURE.finditer(text, start.end()):
            depth += token[0] in (b"(", b"[", b"{")
            depth -= token[0] in (b")", b"]", b"}")
            if token[0] == b":" and depth == 0:
                end = token.start()
                break
        found.append(text[start.start() : end])
    return found


@functools.lru_cache(maxsize=8192)
def _words(text: bytes) -> frozenset[bytes]:
    return frozenset(_WORD.findall(text))
