"""Names that the project's oldest version lacks: in which project that is reported, and the fix."""

from __future__ import annotations

import pytest
from packaging.version import Version

from drawing import check
from features.rules.naming import NAMES, NEW, OLD, allows, check_fixed, found, runs
from features.rules.reports import reports
from statuslens.project.environment import UNKNOWN, Environment, Library, Range


def test_a_name_that_an_allowed_version_lacks_is_reported() -> None:
    check(
        reports(NAMES, allows("requires-python >=3.10", "3.10", "3.13")),
        """
        from http import HTTPStatus
        x = HTTPStatus.CONTENT_TOO_LARGE, HTTPStatus.IM_A_TEAPOT, HTTPStatus.NOT_FOUND
                       ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ `CONTENT_TOO_LARGE` was added in Python 3.13, but this project allows 3.10 (requires-python >=3.10): use `REQUEST_ENTITY_TOO_LARGE`
        """,  # noqa: E501
    )


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        (UNKNOWN, None),
        (runs("0.48.0"), None),
        (runs("0.47.3"), f"this project has 0.47.3: use `{OLD}`"),
        (allows("starlette>=0.48", "0.48.0"), None),
        (
            allows("starlette>=0.40", "0.40.0"),
            f"this project allows 0.40 (starlette>=0.40): use `{OLD}`",
        ),
        # There is no name that is without a warning in what runs and known to what is allowed.
        (
            allows("starlette>=0.40", "0.40.0", "0.48.0"),
            "this project allows 0.40 (starlette>=0.40)",
        ),
        (
            Environment(
                {
                    "starlette": Library(
                        allowed=Range(None, Version("0.47"), requirement="starlette<1")
                    )
                }
            ),
            f"this project requires starlette<1: use `{OLD}`",
        ),
        # What FastAPI allows of Starlette is no promise of the project, once one runs.
        (
            Environment(
                {
                    "starlette": Library(
                        Version("0.48.0"), Range(Version("0.40"), requirement="fastapi")
                    )
                }
            ),
            None,
        ),
        # A development version may have it already.
        (Environment({"starlette": Library(Version("0.47.4.dev1"), names={NEW: 422})}), None),
    ],
)
def test_the_version_decides_what_is_too_new(environment: Environment, reason: str | None) -> None:
    messages = [f.message for f in found(f"from starlette.status import {NEW}", environment)]
    begin = f"`{NEW}` was added in Starlette 0.48, but "
    assert [m.removeprefix(begin).partition(": use")[0] for m in messages] == (
        [reason.partition(": use")[0]] if reason is not None else []
    )
    text = f"from starlette import status\nstatus.{NEW}"
    assert [f.message for f in found(text, environment)] == (
        [begin + reason] if reason is not None else []
    )


def test_the_older_name_is_a_safe_fix() -> None:
    check_fixed(
        f"from starlette import status\nfrom starlette.status import {NEW} as X\nstatus.{NEW}\n",
        f"from starlette import status\nfrom starlette.status import {OLD} as X\nstatus.{OLD}\n",
        runs("0.46.0"),
    )
