"""Names that no version has: what may be meant."""

from __future__ import annotations

import pytest
from packaging.version import Version

from drawing import check
from features.rules.naming import NAMES, check_fixed, found, names, runs
from features.rules.reports import reports
from statuslens.project.environment import Environment, Library


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("status.HTTP_404_NOTFOUND", "HTTP_404_NOT_FOUND"),
        ("status.HTTP404_NOT_FOUND", "HTTP_404_NOT_FOUND"),
        ("status.HTTP_404", "HTTP_404_NOT_FOUND"),
        ("status.NOT_FOUND", "HTTP_404_NOT_FOUND"),
        ("status.HTTP_404_FORBIDDEN", "HTTP_404_NOT_FOUND HTTP_403_FORBIDDEN"),
        ("status.BAD_GATEWAY", "HTTP_502_BAD_GATEWAY WS_1014_BAD_GATEWAY"),
        ("status.HTTP_BAD_GATEWAY", "HTTP_502_BAD_GATEWAY"),
        ("status.WS_1008", "WS_1008_POLICY_VIOLATION"),
        ("status.WS_POLICY_VIOLATION", "WS_1008_POLICY_VIOLATION"),
        ("status.CONTENT_TOO_LARGE", "HTTP_413_REQUEST_ENTITY_TOO_LARGE"),
        ("status.FOO_BAR", ""),
        ("status.HTTP_499_NOT_FUOND", ""),
        ("HTTPStatus.HTTP_404_NOT_FOUND", "NOT_FOUND"),
        ("HTTPStatus.UNPROCESSIBLE_ENTITY", "UNPROCESSABLE_ENTITY"),
        ("http.HTTPStatus.NOTFOUND", "NOT_FOUND"),
        ("HTTPStatus.PAYLOAD_TOO_LARGE", "REQUEST_ENTITY_TOO_LARGE"),
        ("httpx.codes.NOT_FUOND", "NOT_FOUND"),
        ("codes.not_fuond", "not_found"),
        ("codes.NOT_FUOND", "NOT_FOUND"),
        ("CloseCode.POLICY_VIOLATON", "POLICY_VIOLATION"),
        ("falcon.HTTP_404_NOT_FOUND", "HTTP_404"),
        ("falcon.status_codes.HTTP_NOTFOUND", "HTTP_404"),
    ],
)
def test_what_may_be_meant(code: str, message: str) -> None:
    (finding,) = found(f"""
        import falcon, http, httpx
        from http import HTTPStatus
        from requests import codes
        from starlette import status
        from websockets.frames import CloseCode
        x = {code}
    """)
    begin, _, asked = finding.message.partition(": did you mean ")
    assert begin.endswith(f" has no `{code.rpartition('.')[2]}`")
    assert asked.rstrip("?").replace(" or ", " ").replace("`", "") == message
    assert (finding.replacement is not None) == (len(message.split()) == 1)
    assert not finding.safe


def test_unknown_names_in_imports() -> None:
    check(
        reports(NAMES),
        """
        from starlette.status import HTTP_200_OK, HTTP_404_NOTFOUND, HTTP_400_BADREQUEST as BAD
                                                  ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ `starlette.status` has no `HTTP_404_NOTFOUND`: did you mean `HTTP_404_NOT_FOUND`?
                                                                     ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ `starlette.status` has no `HTTP_400_BADREQUEST`: did you mean `HTTP_400_BAD_REQUEST`?
        from falcon import App, HTTP_NOTFOUND
                                ▔▔▔▔▔▔▔▔▔▔▔▔▔ `falcon` has no `HTTP_NOTFOUND`: did you mean `HTTP_404`?
        from rest_framework.status import is_success, HTTP_418_IM_A_TEAPOT
        """,  # noqa: E501
    )
    before = "from starlette.status import HTTP_404_NOTFOUND{}\nprint(X)\n"
    after = "from starlette.status import HTTP_404_NOT_FOUND{}\nprint(X)\n"
    check_fixed(before.format(" as X"), after.format(" as X"), unsafe=True)
    check_fixed(before.format(""), after.format(""), unsafe=True)
    used = "from starlette.status import HTTP_404_NOTFOUND\nprint(HTTP_404_NOTFOUND)\n"
    check_fixed(used, used, unsafe=True)


@pytest.mark.parametrize(
    "text",
    [
        "from rest_framework import status\nstatus.is_success(c), status.Any",
        "from http import HTTPStatus\nHTTPStatus.from_bytes, HTTPStatus.__members__, HTTPStatus.X",
        "from http import HTTPStatus\nHTTPStatus._value2member_map_, HTTPStatus.OK.NOT_THERE",
        "import httpx\nhttpx.codes.get_reason_phrase(1), httpx.codes.is_error(1), httpx.codes.ok",
        "import requests\nrequests.codes.get('x'), requests.codes.name, requests.codes.OK",
        "import requests\nrequests.codes.items(), requests.codes.__dict__, requests.codes._init",
        "import falcon\nfalcon.MEDIA_JSON, falcon.HTTP_METHODS, falcon.HTTP_701",
        "from starlette import status\nstatus.MINE = 404\nstatus.MINE",
        "from starlette import status\nsetattr(status, 'MINE', 404)\nstatus.MINE",
        "from starlette import status\npatch('starlette.status.MINE', 404)\nstatus.MINE",
        "from starlette import status\nfrom app import *\nstatus.NOT_FOUND",
        "from app import HTTPStatus\nHTTPStatus.MINE",
        "import falcon\nfalcon.HTTPStatus.NOTFOUND",
        "if TYPE_CHECKING:\n    from starlette import status\nstatus.NOT_FOUND",
    ],
)
def test_names_that_are_not_unknown(text: str) -> None:
    assert names(text) == []


def test_a_name_that_the_installed_library_has_is_known() -> None:
    text = "from starlette import status\nstatus.HTTP_104_NEW, status.HTTP_404_NOTFOUND"
    assert names(text) == ["unknown-name"] * 2
    library = Library(Version("2.0"), names={"HTTP_104_NEW": 104, "HTTP_404_NOT_FOUND": 404})
    assert names(text, Environment({"starlette": library})) == ["unknown-name"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (
            "from rest_framework import status\nstatus.HTTP_422_UNPROCESSABLE_CONTENT",
            "rest_framework",
        ),
        ("import httpx\nhttpx.codes.CONTENT_TOO_LARGE", "httpx"),
        ("import falcon\nfalcon.HTTP_104, falcon.HTTP_URI_TOO_LONG", "falcon"),
    ],
)
def test_a_name_that_would_fit_may_be_newer_than_we_know(text: str, key: str) -> None:
    assert names(text) == []
    assert names(text, runs("999", key)) == []
    read = Environment({key: Library(Version("4.0"), names={"HTTP_200_OK": 200})})
    assert set(names(text, read)) == {"unknown-name"}
    assert set(names(text, runs("0.14", key))) == {"unknown-name"}
