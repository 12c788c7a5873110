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

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from ...facts.catalogue import Status
from .render import answer, facts_of
from .search import search

__all__ = ["explain", "search"]


def explain(
    query: Sequence[str], *, as_json: bool, markdown: bool = False, width: int = 80
) -> tuple[str, int]:
    """The answer to the words of the command line, and the exit code: 1 if anything was not found.

    Words that together name a status are one query, else each word is its own. Prose is wrapped at
    `width`; addresses and names are not broken.
    """
    asked = _asked(query)
    code = 0 if all(found for _, found in asked) else 1
    if as_json:
        statuses = {meant.code: meant for _, found in asked for meant in found}
        objects = [facts_of(meant) for meant in statuses.values()]
        return json.dumps(objects, ensure_ascii=False, indent=2), code
    rule = "---" if markdown else "─" * width
    blocks = [answer(text, found, markdown, width) for text, found in asked]
    return f"\n\n{rule}\n\n".join(dict.fromkeys(blocks)), code


def _asked(query: Sequence[str]) -> list[tuple[str, list[Status]]]:
    """Each query with its results. `not found` is one query, `404 1008` are two."""
    together = " ".join(" ".join(query).split())
    found = search(together)
    alone = [(text.strip(), search(text)) for text in query]
    # One unknown word in a phrase is a typo; the results of the other words would hide that.
    is_phrase = not re.search(r"[\d_.]", together) and not all(found for _, found in alone)
    return [(together, found)] if found or is_phrase or len(query) < 2 else alone
