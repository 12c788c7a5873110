"""All edits of a change together: no file has more problems after them than before."""

# ruff: noqa: E501 - a file before stands beside the one after

from __future__ import annotations

import ast
import itertools
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edits.marks import ALIAS, HTTP, STATUS, USE, USED, check_edited, result, unmarked
from projects import project_of
from statuslens.edits.text_edits import applied, difference, edits_for
from statuslens.syntax.source import Source


def test_replacements_share_an_import_and_imports_share_a_statement() -> None:
    imports = [f"from starlette.status import {name}" for name in ("HTTP_410_GONE", "HTTP_200_OK")]
    check_edited(
        """
        f(‹410→HTTP_410_GONE›, ‹200→HTTP_200_OK›, ‹410→HTTP_410_GONE›)
        """,
        """
        from starlette.status import HTTP_200_OK, HTTP_410_GONE

        f(HTTP_410_GONE, HTTP_200_OK, HTTP_410_GONE)
        """,
        *imports,
    )
    check_edited(
        f"""
        f(‹410→HTTP_410_GONE›, ‹200→HTTPStatus.OK›)
        {USE}""",
        f"""
        from http import HTTPStatus

        from fastapi import status
        from starlette.status import HTTP_410_GONE

        f(HTTP_410_GONE, HTTPStatus.OK)
        {USED}""",
        imports[0],
        HTTP,
        STATUS,
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{m} HTTP_404_OLD\n", "{m} HTTP_404_NEW\n"),
        ("{m} HTTP_200_OK, HTTP_404_OLD, HTTP_410_GONE\n", "{m} HTTP_200_OK, HTTP_404_NEW, HTTP_410_GONE\n"),
        ("{m} HTTP_404_OLD, HTTP_403_X\n", "{m} HTTP_403_X, HTTP_404_NEW\n"),
        ("{m} (\n    HTTP_200_OK,  # ok\n    HTTP_404_OLD,\n    HTTP_410_GONE,  # gone\n)\n", "{m} (\n    HTTP_200_OK,  # ok\n    HTTP_404_NEW,\n    HTTP_410_GONE,  # gone\n)\n"),
        ("{m} (\n    HTTP_404_OLD,\n)\n", "{m} (\n    HTTP_404_NEW,\n)\n"),
        ("{m} (\n    # codes\n    HTTP_404_OLD,\n)\n", "{m} (\n    HTTP_404_NEW,\n    # codes\n)\n"),
        ("{m} HTTP_404_OLD  # codes\n", "{m} HTTP_404_NEW  # codes\n"),
        ("{m} (HTTP_200_OK, HTTP_404_OLD)\n", "{m} (HTTP_200_OK, HTTP_404_NEW)\n"),
        ("{m} HTTP_200_OK, \\\n    HTTP_404_OLD\n", "{m} HTTP_200_OK, HTTP_404_NEW\n"),
    ],
)  # fmt: skip
def test_a_name_replaced_by_another_of_its_module(before: str, after: str) -> None:
    module = "from starlette.status import"
    others = "f(HTTP_200_OK, HTTP_403_X, HTTP_410_GONE, {})\n"
    check_edited(
        before.format(m=module) + others.format("‹HTTP_404_OLD→HTTP_404_NEW›"),
        after.format(m=module) + others.format("HTTP_404_NEW"),
        "from starlette.status import HTTP_404_NEW",
    )


def test_a_name_replaced_by_another_of_its_length_leaves_a_line_as_long() -> None:
    names = "HTTP_200_OK, HTTP_201_CREATED"
    old = f"from starlette.status import {names}, HTTP_202_OLD_NAME"
    check_edited(
        f"{old}\nf({names}, ‹HTTP_202_OLD_NAME→HTTP_202_NEW_NAME›)\n",
        f"{old.replace('OLD', 'NEW')}\nf({names}, HTTP_202_NEW_NAME)\n",
        "from starlette.status import HTTP_202_NEW_NAME",
        width=len(old),
    )


def test_an_import_replaced_by_one_of_another_module() -> None:
    check_edited(
        """
        '''Words.'''

        from fastapi import status


        def f(x):
            return ‹status.HTTP_404_NOT_FOUND→HTTPStatus.NOT_FOUND›
        """,
        """
        '''Words.'''

        from http import HTTPStatus


        def f(x):
            return HTTPStatus.NOT_FOUND
        """,
        HTTP,
    )
    check_edited(
        """
        import os
        from http import HTTPStatus

        from . import x

        f(‹HTTPStatus.OK→status.HTTP_200_OK›, ‹HTTPStatus.OK→status.HTTP_200_OK›)
        """,
        """
        import os

        from fastapi import status

        from . import x

        f(status.HTTP_200_OK, status.HTTP_200_OK)
        """,
        STATUS,
    )


def test_edits_are_small_and_of_whole_words() -> None:
    source, replacements = unmarked(
        "from starlette.status import HTTP_200_OK, HTTP_410_GONE\nf(‹404→HTTP_404_NOT_FOUND›)\n",
        ("from starlette.status import HTTP_404_NOT_FOUND",),
    )
    edits = edits_for(source, replacements, project_of(source))
    assert [edit.text for edit in edits] == ["HTTP_404_NOT_FOUND, ", "HTTP_404_NOT_FOUND"]


# What ruff says before and after, and all layouts that anyone may write.

HEADS = ["", "#!/bin/python\n", "# Copyright\n\n", "'''Words.'''\n\n", "'''Words.'''\n"]
FUTURES = ["", "from __future__ import annotations\n\n"]
STANDARD = ["", "import os\n\n", "import os\nimport sys\nfrom email import message\n\n"]
THIRD = [
    "",
    "import aiohttp\n\n",
    "from fastapi import FastAPI, testclient\n\n",
    "from fastapi import (\n    FastAPI,  # app\n    testclient,\n)\n\n",
    "import aiohttp\nfrom fastapi import FastAPI  # app\nfrom flask import Flask\n\n",
    "from flask import Flask\nfrom zoo import a as b\n\n",
]
OWN = ["", "from . import models\n\n"]
BODIES = [
    "f(‹404→{new}›)\n",
    "\n\ndef g():\n    return ‹404→{new}›\n",
    "\nclass G:\n    x = ‹404→{new}›\n",
    "# about x\nx = ‹404→{new}›\n",
    "# about g\ndef g():\n    return ‹404→{new}›\n",
    "\n# about nothing\n\n\ndef g():\n    return ‹404→{new}›\n",
]
NEW = {"status.HTTP_404_NOT_FOUND": STATUS, "HTTPStatus.NOT_FOUND": HTTP, "http_status.X": ALIAS}


def test_ruff_finds_nothing_new(tmp_path: Path) -> None:
    texts = []
    parts = (HEADS, FUTURES, STANDARD, THIRD, OWN, BODIES, NEW.items())
    # All of them take a minute; every 17th has each part beside each other part.
    for *above, body, (new, statement) in itertools.islice(itertools.product(*parts), 0, None, 17):
        head = "".join(above)
        uses = " ".join(
            re.findall(r"aiohttp|os\b|sys|message|Flask|FastAPI|testclient|models", head)
        )
        users = f"print({', '.join(dict.fromkeys(uses.split()))})\n" if uses else ""
        texts.append((head + body.format(new=new) + users, statement))
    pairs = [(unmarked(text, ())[0].text, result(text, new)) for text, new in texts]
    pairs += [  # and back, which leaves imports behind
        (after, result(after.replace(new, f"‹{new}→404›")))
        for (_, after), (_, statement) in zip(pairs, texts, strict=True)
        for new in NEW
        if NEW[new] == statement
    ]
    for number, (before, after) in enumerate(pairs):
        compile(after, "after", "exec")
        (tmp_path / f"a{number}.py").write_text(before)
        (tmp_path / f"b{number}.py").write_text(after)
    found = ruff(tmp_path)
    for number, (before, after) in enumerate(pairs):
        more = found.get(f"b{number}.py", Counter()) - found.get(f"a{number}.py", Counter())
        assert not more, f"{more}\n{before}\n---\n{after}"


def ruff(folder: Path) -> dict[str, Counter[str]]:
    """The rules that ruff finds broken in each file of a folder."""
    command = [str(Path(sys.executable).with_name("ruff")), "check", "--isolated", "--no-cache"]
    command += ["--preview", "--select", "F,I,E", "--ignore", "E501,F821"]
    done = subprocess.run(
        [*command, "--output-format", "json", str(folder)], capture_output=True, check=False
    )
    found: dict[str, Counter[str]] = {}
    for finding in json.loads(done.stdout):
        found.setdefault(Path(finding["filename"]).name, Counter())[finding["code"]] += 1
    return found


PIECES = [
    "import os", "import sys; import zoo", "from os import path", "from fastapi import FastAPI",
    "from fastapi import (\n    Request,  # request\n    status as st,\n)", "from . import x", "import fastapi",
    "from starlette.status import *", "from fastapi import (testclient)", "import http, re", "from http import client",
    "'''Words.'''", "'''Words.'''; y = 2", "# comment", "#!/bin/python", "", "", "", "\f", "x = 1", "x = 1; import zoo",
    "def g():\n    import http\n    return 1", "class G:\n    pass", "if x:\n    from fastapi import Depends",
    "try:\n    import a\nexcept E:\n    pass", "__version__ = '1'", "sys.path.insert(0, '')", "f(‹404→status.X›)",
    "f(‹404→HTTPStatus.X›); import zoo", "def h(): return ‹404→status.X›", "if x: f(‹404→HTTP_1_X›)",
    "from http import HTTPMethod; f(‹404→HTTPStatus.X›)",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), max_size=12),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "\ufeff"]),
    st.sampled_from(["", "\n"]),
)
def test_any_file_has_its_imports_above_their_first_use(
    pieces: list[str], line_break: str, mark: str, end: str
) -> None:
    pieces = [*pieces, "f(‹404→status.X›, ‹404→HTTPStatus.X›)"]
    before = (mark + "\n".join(pieces) + end).replace("\n", line_break)
    after = result(before, STATUS, HTTP, "from starlette.status import HTTP_1_X")
    tree = ast.parse(after.removeprefix("\ufeff"))
    bound = {
        alias.asname or alias.name: (node.lineno, node.col_offset)
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in ("status", "HTTPStatus", "HTTP_1_X"):
            assert bound[node.id] < (node.lineno, node.col_offset)
    lines = re.split(r"[\r\n]+", after.removeprefix("\ufeff"))
    comments = [line for line in lines if line.startswith("#")]
    assert comments == [piece for piece in pieces if piece.startswith("#")]
    assert after.startswith("\ufeff") == bool(mark)
    assert end or not after.endswith(("\n", "\r"))


@given(st.text("aé😀\n", max_size=8), st.text("aé😀\n", max_size=8))
def test_one_edit_turns_a_text_into_another(old: str, new: str) -> None:
    edits = difference(Source(old), Source(new))
    assert applied(Source(old), edits).text == new
    assert len(edits) == (old != new)
