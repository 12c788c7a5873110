"""Which statement gets a name, and the position of a new line among the imports."""

# ruff: noqa: E501 - a file before stands beside the one after

from __future__ import annotations

import pytest

from drawing import pairs
from edits.marks import ALIAS, STATUS, USE, USED, check_edited, check_new_line, result


@pytest.mark.parametrize(
    "statement",
    [
        "if TYPE_CHECKING:\n    from fastapi import FastAPI",
        "try:\n    from fastapi import FastAPI\nexcept ImportError:\n    pass",
        "from fastapi import *",
        "from fastapi import FastAPI as App",
        "def g():\n    from fastapi import FastAPI",
    ],
)
def test_other_statements_are_not_extended(statement: str) -> None:
    text = result(f"{statement}\n\n{USE}", STATUS)
    assert statement in text
    assert "from fastapi import status\n" in text


def test_of_several_statements_the_one_without_a_directive_is_extended() -> None:
    check_edited(
        f"""
        from fastapi import FastAPI  # noqa
        from fastapi import Request, Response
        {USE}""",
        f"""
        from fastapi import FastAPI  # noqa
        from fastapi import Request, Response, status
        {USED}""",
        STATUS,
    )


def test_one_name_per_statement_stays_so() -> None:
    check_edited(
        f"""
        from fastapi import FastAPI
        from fastapi import testclient
        {USE}""",
        f"""
        from fastapi import FastAPI
        from fastapi import status
        from fastapi import testclient
        {USED}""",
        STATUS,
    )


def test_an_alias_gets_a_statement_of_its_own_unless_the_file_has_others_among_names() -> None:
    use = "f(‹404→http_status.HTTP_404_NOT_FOUND›)\n"
    used = "f(http_status.HTTP_404_NOT_FOUND)\n"
    check_edited(
        f"from fastapi import FastAPI, status\n\nstatus\n{use}",
        f"from fastapi import FastAPI, status\nfrom fastapi import status as http_status\n\n"
        f"status\n{used}",
        ALIAS,
    )
    check_edited(
        f"from a import b as c, d\nfrom fastapi import status\n{use}",
        f"from a import b as c, d\nfrom fastapi import status, status as http_status\n{used}",
        ALIAS,
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        *pairs("""
            ── At its place in its section.
            import os
            import sys

            →
            import os
            import sys

            from fastapi import status

            ──
            from . import x

            →
            from fastapi import status

            from . import x

            ──
            import os

            from . import x

            →
            import os

            from fastapi import status

            from . import x

            ──
            import aiohttp
            import zlib2

            →
            import aiohttp
            import zlib2
            from fastapi import status

            ──
            import aiohttp
            from flask import x

            →
            import aiohttp
            from fastapi import status
            from flask import x

            ──
            from flask import x
            import aiohttp

            →
            from fastapi import status
            from flask import x
            import aiohttp

            ──
            import aiohttp
            from Zoo import x

            →
            import aiohttp
            from fastapi import status
            from Zoo import x

            ──
            from aiohttp import x
            import flask
            from zoo import y

            →
            from aiohttp import x
            from fastapi import status
            import flask
            from zoo import y

            ──
            from zoo import x
            from aiohttp import y

            →
            from zoo import x
            from aiohttp import y
            from fastapi import status

            ──
            import os

            from email import z

            import aiohttp

            from flask import x

            →
            import os

            from email import z

            import aiohttp

            from fastapi import status
            from flask import x

            ── What the file sets apart is its own.
            import zlib2

            from app import x

            →
            import zlib2
            from fastapi import status

            from app import x

            ── Comments stay with what they are about.
            import os

            # about flask
            from flask import x

            →
            import os

            from fastapi import status
            # about flask
            from flask import x

            ──
            import os

            # Third party
            from flask import x

            →
            import os

            # Third party
            from fastapi import status
            from flask import x

            ──
            # Copyright
            from flask import x

            →
            # Copyright
            from fastapi import status
            from flask import x

            ──
            # Copyright
            from . import x

            →
            # Copyright
            from fastapi import status

            from . import x

            ──
            # Local imports
            from . import x

            →
            from fastapi import status

            # Local imports
            from . import x

            ── More than one statement in a line.
            import os; import sys; x = 1
            →
            import os; import sys

            from fastapi import status

            x = 1
            ──
            import zoo; import aiohttp

            →
            import zoo; import aiohttp
            from fastapi import status

            ──
            '''Words.'''; from flask import x

            →
            '''Words.'''; from flask import x
            from fastapi import status

            ── Code among the imports.
            import sys

            sys.path.insert(0, '')

            import zoo

            →
            import sys

            from fastapi import status

            sys.path.insert(0, '')

            import zoo

            ──
            __version__ = '1'

            import zoo

            →
            __version__ = '1'

            import zoo
            from fastapi import status

            ──
            try:
                import a
            except ImportError:
                a = None

            import zoo

            →
            try:
                import a
            except ImportError:
                a = None

            import zoo
            from fastapi import status

            ──
            x = 1
            import zoo
            →
            from fastapi import status

            x = 1
            import zoo
            ──
            import os

            # isort: split

            import zoo

            →
            import os

            from fastapi import status

            # isort: split

            import zoo

            ──
            if True:
                import zoo

            →
            from fastapi import status

            if True:
                import zoo

        """),
        ("\ufefffrom flask import x\n\n", "\ufefffrom fastapi import status\nfrom flask import x\n\n"),
        ("import os; ", "import os\n\nfrom fastapi import status\n\n"),
    ],
)  # fmt: skip
def test_a_new_line_is_where_isort_would_put_it(before: str, after: str) -> None:
    check_new_line(before, after)


def test_an_import_below_the_first_use_is_left_alone() -> None:
    check_edited(
        f"""
        {USE}
        from fastapi import FastAPI
        """,
        f"""
        from fastapi import status

        {USED}
        from fastapi import FastAPI
        """,
        STATUS,
    )
    check_edited(
        f"if x:\n    {USE}\nimport zoo\n",
        f"from fastapi import status\n\nif x:\n    {USED}\nimport zoo\n",
        STATUS,
    )
