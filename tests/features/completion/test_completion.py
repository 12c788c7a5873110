"""The proposals: their order, the text that they replace, and their imports."""

from __future__ import annotations

import pytest

from features.completion.offers import codes, labels, offered, with_codes
from statuslens.project.settings import Settings


@pytest.mark.parametrize(
    "drawn",
    [
        """
        @app.post("/", status_code=status.‸)
                                          201 200
        def f(): ...
        """,
        """
        @app.get("/", status_code=status.‸)
                                         200
        def f(): ...
        """,
        """
        @app.delete("/", status_code=status.‸)
                                            204 200
        def f(): ...
        """,
        """
        @app.delete("/", status_code=‸)
                                     204 200
        def f(): ...
        """,
        """
        raise HTTPException(‸)
                            400 404 403
        """,
        """
        @app.get("/")
        def f():
            raise HTTPException(‸)
                                404 400
        """,
        """
        @app.get("/")
        def f():
            raise HTTPException(status_code=status.‸)
                                                   404 400
        """,
        """
        def test_f():
            r = client.post('/')
            assert r.status_code == ‸
                                    200 201
        """,
        """
        def test_f():
            r = client.get('/')
            assert r.status_code == status.‸
                                           200 404
        """,
        """
        if r.status_code != ‸
                            200 404
        """,
        """
        if r.status_code in (‸
                             200 404
        """,
        """
        if r.status_code in (404, ‸)
                                  200 403
        """,
        """
        @app.get("/", responses={‸})
                                 404 200
        def f(): ...
        """,
        """
        @app.get("/", responses={404: {}, ‸})
                                          422 200
        def f(): ...
        """,
        """
        async def f(socket: WebSocket):
            await socket.close(‸)
                               1008
        """,
        """
        async def f(socket: WebSocket):
            await socket.close(code=status.‸)
                                           1008
        """,
        """
        x = status.‸
                   200 400
        """,
    ],
)
def test_the_codes_people_use_there_come_first(drawn: str) -> None:
    text, first = with_codes(drawn)
    assert codes(text)[: len(first)] == first


@pytest.mark.parametrize(
    "text",
    [
        '@app.post("/", status_code=status.‸\ndef f(): ...',
        '@app.post("/", status_code=‸\ndef f(): ...',
        '@app.post(\n    "/",\n    status_code=‸\n\ndef f(): ...',
        '@app.post("/", status_code=status.‸, tags=["a"])\ndef f(): ...',
        '@app.post("/", responses={404: {"a": "("}}, status_code=status.‸',
    ],
)
def test_half_typed_code_is_understood(text: str) -> None:
    assert codes(text)[0] == 201


def test_close_codes_are_offered_only_where_one_is_expected() -> None:
    assert max(codes("raise HTTPException(status.‸)")) < 600
    assert min(codes("async def f(ws: WebSocket):\n    await ws.close(status.‸)")) >= 1000
    assert max(codes("x = status.‸")) >= 1000  # nothing known: everything, HTTP first


def test_codes_that_nobody_may_send_are_not_offered_for_close() -> None:
    found = codes("async def f(ws: WebSocket):\n    await ws.close(‸)")
    assert not {1004, 1005, 1006, 1015} & set(found)


@pytest.mark.parametrize(
    "text",
    [
        "f(status_code=‸)",
        "f(status_code=200 if made else ‸)",
        "Response(body, ‸)",
        "Response(body, ‸",
        "response.status_code = ‸",
        "status_code: int = ‸",
        "def f(status_code=‸): ...",
        "def f(status_code: int = ‸): ...",
        "assert r.status_code == ‸",
        "if r.status_code != ‸",
        "if ‸ == r.status_code: ...",
        "r.status_code in (‸",
        "r.status_code in [200, ‸",
        "r.status_code not in {‸}",
        "assert r.status_code in (\n    200,\n    ‸",
        "match r.status_code:\n    case ‸",
        "match r.status_code:\n    case ‸:\n        pass",
        "match r.status_code:\n    case 404 | ‸:\n        pass",
        "match r.status_code:\n    case 404:\n        pass\n    case ‸",
        'x = {"status_code": ‸',
        '@app.get("/", responses={‸})\ndef f(): ...',
        '@app.get("/", responses={404: {}, ‸',
        '@pytest.mark.parametrize("path, status", [("/", ‸)])\ndef test(): ...',
        '@pytest.mark.parametrize(("path", "status_code"), [("/", 200), ("/x", ‸',
        '@pytest.mark.parametrize("status", [‸])\ndef test(): ...',
        "self.assertEqual(r.status_code, ‸)",
    ],
)
def test_whole_expressions_are_offered_where_a_status_is_expected(text: str) -> None:
    found = labels(text)
    assert len(found) > 60
    assert all(label.startswith("status.HTTP_") for label in found)


@pytest.mark.parametrize(
    "text",
    [
        "abort(‸",
        '@app.route("/")\ndef f():\n    return body, ‸',
        "@app.errorhandler(‸)",
        'return Response("", status=‸)',
    ],
)
def test_whole_expressions_in_flask(text: str) -> None:
    found = labels(text, head="from flask import Flask, abort\napp = Flask(__name__)\n")
    assert {"HTTPStatus.OK", "HTTPStatus.NOT_FOUND"} <= set(found)


def test_where_either_kind_is_valid_both_are_offered() -> None:
    found = codes("class Socket:\n    async def close(self, websocket, code: int = ‸): ...")
    assert {404, 1000} <= set(found)


def test_the_one_that_nearly_always_comes_is_selected_and_no_other() -> None:
    route = '@app.delete("/{}", status_code=status.HTTP_204_NO_CONTENT)\ndef f{}(): ...\n'
    before = "".join(route.format(name, name) for name in "abcdefgh")
    found = offered(before + '@app.delete("/", status_code=‸)\ndef f(): ...')
    assert found is not None
    assert [item.preselect for item in found.items] == [True] + [False] * (len(found.items) - 1)
    found = offered("raise HTTPException(‸)")
    assert found is not None
    assert not any(item.preselect for item in found.items)


def test_the_settings_decide() -> None:
    place, member = "raise HTTPException(‸)", "raise HTTPException(status.‸)"
    assert labels(place, Settings(style="number"))[:2] == ["400", "404"]
    assert labels(place, Settings(provider="http"))[0] == "HTTPStatus.BAD_REQUEST"
    assert labels(place, Settings(completion="off")) == []
    assert labels(member, Settings(completion="off")) == []
    assert labels(place, Settings(completion="positions"))[0] == "status.HTTP_400_BAD_REQUEST"
    assert labels(member, Settings(completion="positions")) == []
    imported = "from starlette.status import ‸"
    assert labels(imported, Settings(completion="positions")) == []
    assert labels(imported, Settings(completion="off")) == []


def test_a_long_string_at_the_margin_does_not_cut_a_statement_in_two() -> None:
    assert codes('x = """\ndef f():\n    """; raise HTTPException(‸)\n')[0] == 400
    assert codes('def f():\n    """\nclass\n"""\n    raise HTTPException(‸)\n')[0] == 400


def test_what_the_rest_of_the_file_binds_counts_for_a_statement() -> None:
    text = "def f():\n    raise HTTPException(‸)\n\nstatus = 1\n"
    assert labels(text)[0] == "http_status.HTTP_400_BAD_REQUEST"


def test_an_error_elsewhere_does_no_harm() -> None:
    assert codes("x = (\n\ndef f():\n    raise HTTPException(‸)\n\ny = [")[0] == 400


def test_a_statement_too_long_to_cut_out_is_read_in_its_file() -> None:
    body = "".join(f"    def m{n}(self):\n        return {n}\n" for n in range(1000))
    assert codes(f"class A:\n{body}    def last(self):\n        raise HTTPException(‸\n")[0] == 400
