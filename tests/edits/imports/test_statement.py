"""An import statement that gets further names: its order, layout and comments."""

from __future__ import annotations

import ast
import itertools
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawing import pairs
from edits.marks import LONG, STATUS, USE, USED, check_edited, result, unmarked


@pytest.mark.parametrize(
    ("before", "after"),
    pairs(r"""
        ── One line: in order, or at the end of a list in no order.
        from fastapi import FastAPI
        →
        from fastapi import FastAPI, status
        ──
        from fastapi import FastAPI, testclient
        →
        from fastapi import FastAPI, status, testclient
        ──
        from fastapi import testclient, FastAPI
        →
        from fastapi import testclient, FastAPI, status
        ──
        from fastapi import testclient
        →
        from fastapi import status, testclient
        ──
        from fastapi import FastAPI  # noqa
        →
        from fastapi import FastAPI, status  # noqa
        ──
        from fastapi import FastAPI; x = 1
        →
        from fastapi import FastAPI, status; x = 1
        ──
        from fastapi import (FastAPI)
        →
        from fastapi import (FastAPI, status)
        ──
        from fastapi import (FastAPI,)
        →
        from fastapi import (FastAPI, status,)
        ──
        from fastapi import ( FastAPI )
        →
        from fastapi import ( FastAPI, status )
        ── One name per line, with and without a last comma.
        from fastapi import (
            FastAPI,
            testclient,
        )
        →
        from fastapi import (
            FastAPI,
            status,
            testclient,
        )
        ──
        from fastapi import (
            FastAPI
        )
        →
        from fastapi import (
            FastAPI,
            status
        )
        ──
        from fastapi import (
          testclient,
        )
        →
        from fastapi import (
          status,
          testclient,
        )
        ──
        from fastapi import (
            FastAPI,
            Request)
        →
        from fastapi import (
            FastAPI,
            Request,
            status)
        ──
        from fastapi import (FastAPI,
                             testclient)
        →
        from fastapi import (FastAPI,
                             status,
                             testclient)
        ──
        from fastapi import (testclient,
                             utils)
        →
        from fastapi import (status,
                             testclient,
                             utils)
        ── Comments stay with their names.
        from fastapi import (
            FastAPI,  # app
            testclient,  # tests
        )
        →
        from fastapi import (
            FastAPI,  # app
            status,
            testclient,  # tests
        )
        ──
        from fastapi import (
            FastAPI  # app
        )
        →
        from fastapi import (
            FastAPI,  # app
            status
        )
        ──
        from fastapi import (  # all
            # app
            FastAPI,
            # tests
            testclient,
            # end
        )
        →
        from fastapi import (  # all
            # app
            FastAPI,
            status,
            # tests
            testclient,
            # end
        )
        ──
        from fastapi import (
            # tests
            testclient,
        )
        →
        from fastapi import (
            status,
            # tests
            testclient,
        )
        ── Several names in a line.
        from fastapi import (
            APIRouter, FastAPI,
            testclient, utils
        )
        →
        from fastapi import (
            APIRouter, FastAPI, status,
            testclient, utils
        )
        ──
        from fastapi import (
            APIRouter, FastAPI,  # both
            testclient, utils
        )
        →
        from fastapi import (
            APIRouter, FastAPI,  # both
            status,
            testclient, utils
        )
        ──
        from fastapi import FastAPI, \
            Request
        →
        from fastapi import FastAPI, \
            Request, status
        ──
        from fastapi import \
            FastAPI, \
            testclient
        →
        from fastapi import \
            FastAPI, status, \
            testclient
        ── Commas where nobody expects them.
        from fastapi import FastAPI , Request
        →
        from fastapi import FastAPI, Request, status
        ──
        from fastapi import (
            FastAPI  # app
          , Request  # request
        )
        →
        from fastapi import (
            FastAPI,  # app
            Request,  # request
            status,
        )
        ──
        from fastapi import FastAPI \
          , Request
        →
        from fastapi import (
            FastAPI,
            Request,
            status,
        )
    """),
)  # fmt: skip
def test_a_statement_keeps_its_order_and_layout(before: str, after: str) -> None:
    for line_break in ("\n", "\r\n", "\r"):
        text = f"{before}\n{USE}".replace("\n", line_break)
        expected = f"{after}\n{USED}".replace("\n", line_break)
        assert result(text, STATUS) == expected


def test_a_line_that_gets_too_long_is_broken() -> None:
    check_edited(
        f"""
        from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Request, WebSocket

        {USE}""",
        f"""
        from fastapi import (
            BackgroundTasks,
            Depends,
            FastAPI,
            HTTPException,
            Request,
            WebSocket,
            status,
        )

        {USED}""",
        STATUS,
    )


def test_the_project_says_what_is_too_long() -> None:
    check_edited(
        f"from fastapi import FastAPI, HTTPException\n{USE}",
        f"from fastapi import (\n    FastAPI,\n    HTTPException,\n    status,\n)\n{USED}",
        STATUS,
        width=43,
    )
    long = "from fastapi import FastAPI, HTTPException"
    check_edited(
        f"{long}\n{USE}", f"{long}, status\n{USED}", STATUS, width=41
    )  # nobody keeps to it
    assert "import (" not in result(f"{long}\n{USE}", STATUS, width=50)


def test_a_comment_stays_in_its_line_when_that_is_broken() -> None:
    check_edited(
        f"from fastapi import FastAPI, HTTPException  # both\n{USE}",
        "from fastapi import (  # both\n    FastAPI,\n    HTTPException,\n    status,\n)\n" + USED,
        STATUS,
        width=50,
    )


def test_a_directive_does_not_make_a_line_too_long() -> None:
    text = "from fastapi import FastAPI, HTTPException{}  # noqa: F401\n"
    assert result(text.format("") + USE, STATUS, width=50) == text.format(", status") + USED


def test_a_grid_of_names_gets_another_line() -> None:
    check_edited(
        f"""
        from starlette.status import (
            HTTP_100_CONTINUE, HTTP_200_OK, HTTP_201_CREATED, HTTP_202_ACCEPTED,
            HTTP_500_INTERNAL_SERVER_ERROR)
        f(‹413→{LONG}›)
        """,
        f"""
        from starlette.status import (
            HTTP_100_CONTINUE, HTTP_200_OK, HTTP_201_CREATED, HTTP_202_ACCEPTED,
            {LONG},
            HTTP_500_INTERNAL_SERVER_ERROR)
        f({LONG})
        """,
        f"from starlette.status import {LONG}",
    )
    check_edited(
        f"""
        from starlette.status import HTTP_100_CONTINUE, HTTP_200_OK, HTTP_201_CREATED, \\
            HTTP_202_ACCEPTED
        f(‹413→{LONG}›)
        """,
        f"""
        from starlette.status import HTTP_100_CONTINUE, HTTP_200_OK, HTTP_201_CREATED, \\
            HTTP_202_ACCEPTED, {LONG}
        f({LONG})
        """,
        f"from starlette.status import {LONG}",
    )


def test_a_line_too_long_for_one_name() -> None:
    module = "a_module_with_a_name.that_is_long_enough.to_fill_most_of_a_line"
    check_edited(
        f"f(‹413→{LONG}›)\n",
        f"from {module} import (\n    {LONG},\n)\n\nf({LONG})\n",
        f"from {module} import {LONG}",
    )


NAMES = ["APIRouter", "FastAPI", "HTTP_1_X", "Request", "background", "testclient as t", "utils"]


@st.composite
def statements(draw: st.DrawFn) -> str:
    """`from fastapi import …` in any layout, its comments numbered."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    if draw(st.booleans()):
        names.sort()
    names += ["gone"] if draw(st.booleans()) else []
    in_parentheses = draw(st.booleans())
    numbers = itertools.count()

    def space() -> str:
        if not in_parentheses:
            return draw(st.sampled_from([" ", " ", "  ", " \\\n    "]))
        comment = f"  # comment {next(numbers)};\n"
        lines = [
            " ",
            "",
            "\n    ",
            "\n",
            "\n\n  ",
            comment,
            f"\n{comment}    ",
            f"{comment}{comment}",
        ]
        return draw(st.sampled_from(lines))

    text = "from fastapi import" + (" (" if in_parentheses else "")
    for index, name in enumerate(names):
        before = space() or (" " if not in_parentheses else "")
        comma = "," if index + 1 < len(names) or (in_parentheses and draw(st.booleans())) else ""
        between = space() if comma and draw(st.integers(0, 5)) == 0 else ""
        text += before + name + between + comma
    if in_parentheses:
        text += space() + ")"
    end = draw(st.sampled_from(["", f"  # comment {next(numbers)};", "; x = 1", "  # noqa"]))
    return text + end


@given(
    st.sampled_from(["", "'''Words.'''\n", "import os\n\n", "from . import x\n", "# head\n"]),
    statements(),
    st.sampled_from(["\n", "\n\n", "\n\n\ndef g():\n    pass\n\n\n", "\n# below\n"]),
    st.sets(st.sampled_from(["status", "HTTP_404_X", "HTTP_200_OK", "st"]), min_size=1),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(20, 100),
)
def test_any_layout_keeps_its_names_and_comments(
    head: str, statement: str, below: str, new: set[str], line_break: str, width: int
) -> None:
    imports = [f"from fastapi import {n}" if n != "st" else f"{STATUS} as st" for n in sorted(new)]
    uses = "".join(f"f(‹404→{name}›)\n" for name in sorted(new))
    before = f"{head}{statement}{below}{uses}f(‹gone→1›)\n"
    before = before.replace("\n", line_break)
    after = result(before, *imports, width=width)
    compile(after, "after", "exec")
    old = unmarked(before, ())[0].text
    is_kept = "gone" in imported(old) and "# noqa" in statement
    assert imported(after) == (imported(old) - {"gone"}) | new | ({"gone"} if is_kept else set())
    lost = Counter(re.findall(r"comment \d+;", old)) - Counter(re.findall(r"comment \d+;", after))
    assert not lost or "gone" in old
    assert after.count("# below") == old.count("# below")
    assert {line_break} >= set(re.findall(r"\r\n|\r|\n", after))


def imported(text: str) -> set[str]:
    return {
        alias.asname or alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and node.module == "fastapi"
        for alias in node.names
    }
