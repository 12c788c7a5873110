"""What is typed at the cursor: the word, what opens a place before it, the import it is part of."""

from __future__ import annotations

import re

from ...facts.vocabularies import Vocabulary, vocabulary_at
from ...syntax.source import Source, Span

WORD = re.compile(rb"\w*")

# What stands before a place that can take a status, white space left out.
_OPENING = re.compile(rb"(?:[=(,{\[:|.]|\b(?:in|if|else|or|and|case|return))\s*$")
_LONGEST_GAP = 200  # bytes of white space

# `from starlette.status import HTTP_200_OK, `, in parentheses or not, as far as it is typed; and
# what stands before a further name of it.
_IMPORTING = re.compile(
    rb"[ \t]*from[ \t]+([\w.]+)[ \t]+import"
    rb"(?:[ \t]*\((?:[\w\s,]|#[^\n]*\n)*|(?:[\w, \t]|\\\r?\n)+)\Z"
)
_NEXT_NAME = re.compile(rb"(?:\bimport|[(,])(?:\s|\\\r?\n|#[^\n]*\n)*\Z")
_LONGEST_IMPORT = 4000  # bytes


def word_around(source: Source, offset: int) -> Span:
    """The word at byte `offset`; an empty span where there is none."""
    line = source.line_span(source.line_at(offset))
    start = offset
    while start > line.start and _is_word(source.data[start - 1]):
        start -= 1
    match = WORD.match(source.data, offset)
    return Span(start, match.end() if match else offset)


def opens_place(source: Source, offset: int) -> bool:
    """Whether the text before byte `offset` can be followed by a status."""
    start = max(0, offset - _LONGEST_GAP)
    return _OPENING.search(source.data, start, offset) is not None


def imported_vocabulary(source: Source, span: Span) -> Vocabulary | None:
    """The vocabulary from whose module the names at `span` are imported, if they are."""
    keyword = source.data.rfind(b"import", max(0, span.start - _LONGEST_IMPORT), span.start)
    if keyword < 0:
        return None
    start = source.line_span(source.line_at(keyword)).start
    found = _IMPORTING.match(source.data, start, span.start)
    if found is None or not _NEXT_NAME.search(source.data, keyword, span.start):
        return None
    if source.node_at(Span(keyword, keyword + len(b"import"))).type != "import":
        return None  # in a string
    vocabulary = vocabulary_at(found[1].decode())
    return vocabulary if vocabulary is not None and vocabulary.type == "int" else None


def _is_word(byte: int) -> bool:
    return byte == 0x5F or byte >= 0x80 or chr(byte).isalnum()
