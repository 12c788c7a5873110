"""Sources with marks: `‹404→status.HTTP_404_NOT_FOUND›` is replaced as it says, and an import is
written for it; the file after that.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path

from drawing import dedented
from projects import project_of
from statuslens.edits.spelling import NewImport
from statuslens.edits.text_edits import Replacement, applied, edits_for, import_edits
from statuslens.project.environment import Environment
from statuslens.syntax.source import Edit, Source, Span

STATUS = "from fastapi import status"
ALIAS = "from fastapi import status as http_status"
HTTP = "from http import HTTPStatus"
LONG = "HTTP_413_CONTENT_TOO_LARGE_INDEED_SO_LARGE"
MARK = re.compile("‹(.*?)→(.*?)›")
_IMPORT = re.compile(r"from (\S+) import (\w+)(?: as (\w+))?")


def new_import(statement: str) -> NewImport:
    match = _IMPORT.fullmatch(statement)
    assert match is not None, statement
    return NewImport(match[1], match[2], match[3] or match[2])


def unmarked(
    text: str, imports: tuple[str, ...], path: Path | None = None
) -> tuple[Source, list[Replacement]]:
    """The source without its marks, and what they say; each new text gets its import."""
    needed = {new.local: new for new in map(new_import, imports)}
    replacements = []
    plain = ""
    at = 0
    for match in MARK.finditer(text):
        plain += text[at : match.start()]
        start = len(plain.encode())
        plain += match[1]
        new = needed.get(match[2].partition(".")[0])
        replacements.append(Replacement(Span(start, len(plain.encode())), match[2], new))
        at = match.end()
    assert replacements, "nothing is marked"
    return Source(plain + text[at:], path), replacements


def result(text: str, *imports: str, width: int = 88, path: Path | None = None) -> str:
    source, replacements = unmarked(text, imports, path)
    edits = edits_for(
        source, replacements, project_of(source, environment=Environment(line_length=width))
    )
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(edits))
    assert all(0 <= e.span.start <= e.span.end <= len(source.data) for e in edits)
    after = applied(source, edits)
    assert after.text == in_one_pass(source, edits)
    needed = {r.new_import for r in replacements if r.new_import is not None}
    assert (
        tuple(
            import_edits(
                after, needed, None, project_of(after, environment=Environment(line_length=width))
            )
        )
        == ()
    )  # nothing is imported twice
    return after.text


def in_one_pass(source: Source, edits: tuple[Edit, ...]) -> str:
    """As an editor does it: every edit in terms of the old text."""
    data = source.data
    for edit in reversed(edits):
        data = data[: edit.span.start] + edit.text.encode() + data[edit.span.end :]
    return data.decode()


def check_edited(
    before: str, after: str, *imports: str, width: int = 88, path: Path | None = None
) -> None:
    text = result(dedented(before), *imports, width=width, path=path)
    assert text == dedented(after)
    compile(text.removeprefix("\ufeff"), "after", "exec")


USE = "f(‹404→status.HTTP_404_NOT_FOUND›)\n"
USED = "f(status.HTTP_404_NOT_FOUND)\n"
GONE = "f(‹status.HTTP_404_NOT_FOUND→404›)\n"


def check_new_line(before: str, after: str) -> None:
    for line_break in ("\n", "\r\n", "\r"):
        if line_break in before + "\n":
            text = f"{before}{USE}".replace("\n", line_break)
            assert result(text, STATUS) == f"{after}{USED}".replace("\n", line_break)
    assert result(f"{before}{USE}"[:-1], STATUS) == f"{after}{USED}"[:-1]
