"""The imports of a file, wherever they are."""

from __future__ import annotations

from statuslens.semantic.imports import imports
from statuslens.syntax.source import Source


def test_words_like_import_in_strings_are_no_imports() -> None:
    assert imports(Source('"""\nfrom a import b\nimport c\n"""\nimportant = 1\n')) == ()


def test_a_star_import_is_listed_as_such() -> None:
    (entry,) = imports(Source("from fastapi import *\n"))
    assert (entry.module, entry.name) == ("fastapi", "*")
