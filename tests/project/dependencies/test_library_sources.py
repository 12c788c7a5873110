"""The names that the source of an installed library has."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from packaging.version import Version

from project.dependencies.projects import environment, install, write
from statuslens.facts.vocabularies import vocabularies

STARLETTE = '''
    """Status codes."""
    import warnings
    __all__ = ["HTTP_104_UPLOAD_RESUMPTION", "HTTP_413_CONTENT_TOO_LARGE"]
    HTTP_104_UPLOAD_RESUMPTION = 104
    HTTP_413_CONTENT_TOO_LARGE = 413
    TIMEOUT = 30
    __deprecated__ = {"HTTP_413_REQUEST_ENTITY_TOO_LARGE": 413}

    def __getattr__(name: str) -> int:
        changes = {"HTTP_413_REQUEST_ENTITY_TOO_LARGE": "HTTP_413_CONTENT_TOO_LARGE"}
        raise AttributeError(changes[name])
'''


def test_names_of_a_starlette_that_is_newer_than_we_are(project: Path) -> None:
    site_packages = install(project / ".venv", "starlette-9.0.0")
    write(site_packages / "starlette" / "status.py", STARLETTE)
    found = environment(project)
    assert found.library("starlette").names == {
        "HTTP_104_UPLOAD_RESUMPTION": 104,
        "HTTP_413_CONTENT_TOO_LARGE": 413,
        "HTTP_413_REQUEST_ENTITY_TOO_LARGE": 413,
    }
    assert found.library("starlette").deprecated == {
        "HTTP_413_REQUEST_ENTITY_TOO_LARGE": "HTTP_413_CONTENT_TOO_LARGE"
    }
    choice = found.choice(vocabularies()["starlette"], 104)
    assert choice is not None
    assert choice.name.name == "HTTP_104_UPLOAD_RESUMPTION"


def test_names_of_the_starlette_that_is_here() -> None:
    pytest.importorskip("starlette")
    starlette = environment(Path("/"), sys.prefix).library("starlette")
    assert starlette.names is not None
    assert starlette.names["HTTP_200_OK"] == 200
    assert starlette.names["WS_1005_NO_STATUS_RCVD"] == 1005
    assert starlette.names["HTTP_422_UNPROCESSABLE_ENTITY"] == 422
    assert len(starlette.names) > 70
    assert starlette.deprecated is not None
    assert starlette.deprecated["HTTP_422_UNPROCESSABLE_ENTITY"] == (
        "HTTP_422_UNPROCESSABLE_CONTENT"
    )


def test_deprecated_names_whose_successor_is_not_told(project: Path) -> None:
    site_packages = install(project / ".venv", "starlette-9.0.0")
    write(
        site_packages / "starlette" / "status.py",
        """
        HTTP_413_CONTENT_TOO_LARGE = 413
        __deprecated__ = {"HTTP_413_REQUEST_ENTITY_TOO_LARGE": 413}
        """,
    )
    assert environment(project).library("starlette").deprecated == {
        "HTTP_413_REQUEST_ENTITY_TOO_LARGE": "HTTP_413_CONTENT_TOO_LARGE"
    }


@pytest.mark.parametrize(
    ("key", "distribution", "path", "text", "names"),
    [
        (
            "rest_framework",
            "djangorestframework-3.15.2",
            "rest_framework/status.py",
            "def is_success(code):\n    return 200 <= code <= 299\n\nHTTP_200_OK = 200\n",
            {"HTTP_200_OK": 200},
        ),
        (
            "litestar",
            "litestar-2.25.0",
            "litestar/status_codes.py",
            "from typing import Final\nHTTP_200_OK: Final = 200\n'''HTTP status code OK'''\n",
            {"HTTP_200_OK": 200},
        ),
        (
            "httpx",
            "httpx-0.28.1",
            "httpx/_status_codes.py",
            """
            class codes(IntEnum):
                def is_success(self): ...
                OK = 200, "OK"
            for code in codes: ...
            """,
            {"OK": 200},
        ),
        (
            "falcon",
            "falcon-3.1.3",
            "falcon/status_codes.py",
            """
            HTTP_404 = HTTP_NOT_FOUND = '404 Not Found'
            HTTP_MISSING: Final[str] = HTTP_404
            HTTP_702 = '702 Emacs'
            """,
            {"HTTP_404": 404, "HTTP_NOT_FOUND": 404, "HTTP_MISSING": 404},
        ),
        (
            "websockets",
            "websockets-17.4",
            "websockets/frames.py",
            "OP = 100\nclass CloseCode(enum.IntEnum):\n    NORMAL_CLOSURE = 1000\n",
            {"NORMAL_CLOSURE": 1000},
        ),
        (
            "aiohttp",
            "aiohttp-3.14.5",
            "aiohttp/_websocket/models.py",
            "class WSCloseCode(IntEnum):\n    OK = 1000\n",
            {"OK": 1000},
        ),
        (
            "aiohttp",
            "aiohttp-3.9.5",
            "aiohttp/http_websocket.py",
            "class WSCloseCode(IntEnum):\n    OK = 1000\n",
            {"OK": 1000},
        ),
        (
            "wsproto",
            "wsproto-1.3.2",
            "wsproto/frame_protocol.py",
            "class CloseReason(IntEnum):\n    #: normal\n    NORMAL_CLOSURE = 1000\n",
            {"NORMAL_CLOSURE": 1000},
        ),
        ("requests", "requests-2.32.0", "requests/status_codes.py", "OK = 200\n", None),
    ],
)
def test_names_of_the_other_libraries(
    project: Path,
    key: str,
    distribution: str,
    path: str,
    text: str,
    names: Mapping[str, int] | None,
) -> None:
    site_packages = install(project / ".venv", distribution)
    write(site_packages / path, text)
    found = environment(project).library(key)
    assert found.version is not None
    assert found.names == names
    assert found.deprecated is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"def (:\n",
        b"\xff\xff",
        b"x = 1\0",
        b"import os\n",
        b"(" * 9999,
        b"__deprecated__ = 3\n",
        b"__deprecated__ = {[]: 3}\n",
        b"__deprecated__ = read()\n",
    ],
)
def test_a_source_that_says_nothing(project: Path, data: bytes) -> None:
    site_packages = install(project / ".venv", "starlette-0.48.0")
    (site_packages / "starlette").mkdir()
    (site_packages / "starlette" / "status.py").write_bytes(data)
    found = environment(project).library("starlette")
    assert (found.version, found.names) == (Version("0.48.0"), None)
