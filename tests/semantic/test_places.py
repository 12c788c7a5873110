"""The shapes in which a status is expected, each with its nearest neighbour where none is."""

from __future__ import annotations

import pytest

from drawing import dedented, drawn, undrawn
from statuslens.semantic.usages import Usage, find_usages
from statuslens.syntax.source import Source


def check(expected: str) -> None:
    """`expected` is source with every bare status drawn under it: context, method, doubts."""
    source = Source(undrawn(expected))
    found = drawn(source, [(u.span, _words(u)) for u in find_usages(source) if u.name is None])
    assert found == dedented(expected)


def _words(usage: Usage) -> str:
    place = usage.place
    assert place is not None
    words = [place.context, *([place.method] if place.method else [])]
    return " ".join([*words, *(["?"] if place.confidence == "likely" else [])])


def test_both_branches_of_a_conditional_expression_but_not_its_condition() -> None:
    check("""
        f(status_code=200 if x == 404 else (409 or 410))
                      ▔▔▔ call_other
                                            ▔▔▔ call_other
                                                   ▔▔▔ call_other
    """)


def test_conversions_keep_a_status() -> None:
    check("""
        f(status_code=int(404))
                          ▔▔▔ call_other
        f(status_code=len(404))
        f(status_code=int(404, 16))
    """)


def test_match_and_case() -> None:
    check("""
        match response.status_code:
            case 404 | 410:
                 ▔▔▔ compare
                       ▔▔▔ compare
                pass
            case 500:
                 ▔▔▔ compare
                pass
        match response.size:
            case 404:
                pass
    """)


def test_class_attributes_defaults_and_annotated_assignments() -> None:
    check("""
        class Gone(Exception):
            status_code = 410
                          ▔▔▔ define
            default_limit = 410
            retry_status_codes: set[int] = {429, 503}
                                            ▔▔▔ define
                                                 ▔▔▔ define
            def __init__(self, status_code: int = 410, size=410):
                                                  ▔▔▔ define
                self.status_code = 410
                                   ▔▔▔ define
                self.size = 410
        response.status_code = 201
                               ▔▔▔ define
        lambda status_code=404, n=404: n
                           ▔▔▔ define
    """)


def test_a_plain_status_counts_only_where_http_is_spoken() -> None:
    check("""
        import httpx
        answer(status=404)
                      ▔▔▔ call_other ?
        if response.status == 404: ...
                              ▔▔▔ compare ?
        if error.status in (401, 403): ...
                            ▔▔▔ compare ?
                                 ▔▔▔ compare ?
        status = 404
                 ▔▔▔ define ?
        if client.get("/").status == 404: ...
                                     ▔▔▔ compare ?
        self.assertStatus(404, response)
                          ▔▔▔ call_other ?
        self.assertSize(404, response)
        if task.status == 404: ...
        answer(status=7)
        answer(status=299)
    """)
    check("""
        answer(status=404)
        if r.status == 404: ...
        status = 404
    """)


def test_dictionary_keys_and_values() -> None:
    check("""
        import fastapi
        responses = {404: {"size": 404}}
                     ▔▔▔ responses_key
        COMMON_RESPONSES: dict = {401: 1, 403: 2}
                                  ▔▔▔ responses_key
                                          ▔▔▔ responses_key
        app = FastAPI(exception_handlers={404: handler, Error: 500})
                                          ▔▔▔ responses_key
        by_status_code = {404: "gone"}
                          ▔▔▔ dict
        STATUS_CODES = {ValueError: 400}
                                    ▔▔▔ dict
        sizes = {404: 404}
        {"status_code": 404, "statusCode": 200, "size": 404}
                        ▔▔▔ dict
                                           ▔▔▔ dict
        {"type": "http.response.start", "status": 200}
                                                  ▔▔▔ dict
        {"type": "websocket.close", "code": 1008}
                                            ▔▔▔▔ ws_close
        {"type": "lifespan", "code": 1008}
    """)


def test_look_ups_with_a_default() -> None:
    check("""
        getattr(error, "status_code", 500)
                                      ▔▔▔ define
        data.get("status_code", 200)
                                ▔▔▔ define
        data.get("size", 200)
        ERROR_STATUS_CODES.get(error, 500)
                                      ▔▔▔ define
        ERROR_SIZES.get(error, 500)
    """)


def test_comparisons_of_what_is_looked_up() -> None:
    check("""
        if message["status_code"] == 404: ...
                                     ▔▔▔ compare
        if data.get("status_code") == 404: ...
                                      ▔▔▔ compare
        if message["size"] == 404: ...
        for status_code in (400, 404): ...
                            ▔▔▔ define
                                 ▔▔▔ define
        for size in (400, 404): ...
    """)


def test_a_number_beside_a_constant() -> None:
    check("""
        import falcon
        cases = [(404, falcon.HTTP_404), (404, falcon.HTTP)]
                  ▔▔▔ other ?
    """)


def test_columns_of_parametrize() -> None:
    check("""
        @pytest.mark.parametrize("size, status_code", [(404, 404), pytest.param(1, 200, id="x")])
                                                             ▔▔▔ parametrize
                                                                                   ▔▔▔ parametrize
        @pytest.mark.parametrize(("status_code", "size"), [[404, 404]])
                                                            ▔▔▔ parametrize
        @pytest.mark.parametrize("status_code", [404, 500])
                                                 ▔▔▔ parametrize
                                                      ▔▔▔ parametrize
        @pytest.mark.parametrize("size", [404, 500])
        def test_f(): ...
    """)


def test_the_files_own_functions_and_classes() -> None:
    check("""
        from dataclasses import dataclass
        from fastapi import HTTPException

        class Problem(Exception):
            def __init__(self, detail, status_code): ...

        class Gone(HTTPException): ...

        class Worse(Gone):
            def __init__(self):
                super().__init__(500)
                                 ▔▔▔ raise

        @dataclass
        class Case:
            size: int
            status_code: int

        def answer(size, http_status): ...

        def measure(size): ...

        raise Problem("no", 404)
                            ▔▔▔ raise
        raise Problem(404, x)
        raise Gone(410)
                   ▔▔▔ raise
        Case(404, 404)
                  ▔▔▔ call_other
        answer(404, 404)
                    ▔▔▔ call_other
        measure(404)
    """)


def test_a_simple_assignment_gives_another_name() -> None:
    check("""
        import fastapi
        from fastapi import HTTPException
        Problem = HTTPException
        Trouble = fastapi.HTTPException
        Other = fastapi.Depends
        Twice = HTTPException
        Twice = print
        raise Problem(404)
                      ▔▔▔ raise
        raise Trouble(404)
                      ▔▔▔ raise
        Other(404)
        Twice(404)
    """)


def test_ninja_operations() -> None:
    check("""
        from ninja import NinjaAPI, Status
        @api.get("/", response={200: Item, 404: Problem})
                                ▔▔▔ responses_key get
                                           ▔▔▔ responses_key get
        def read(request):
            return 404, Problem()
                   ▔▔▔ return get
            return Problem(), 404
            return Status(404, Problem())
                          ▔▔▔ response get
    """)


def test_what_a_function_named_for_it_returns() -> None:
    check("""
        def get_status_code():
            return 404
                   ▔▔▔ return
        def get_size():
            return 404
    """)


def test_lists_of_responses_made_by_a_function_of_the_projects_own() -> None:
    check("""
        import fastapi
        @router.get("/", responses=errors([401, (404, "gone")]))
                                           ▔▔▔ responses_key get
                                                 ▔▔▔ responses_key get
        def read(): ...
        @router.get("/", responses={**errors([403]), 200: {}})
                                              ▔▔▔ responses_key get
                                                     ▔▔▔ responses_key get
        def also(): ...
        @router.get("/", tags=errors([401]))
        def not_this(): ...
    """)


def test_codes_of_responses_and_errors_may_be_of_either_kind() -> None:
    check("""
        import tornado
        if response.code == 404: ...
                            ▔▔▔ compare ?
        if error.code == 1008: ...
                         ▔▔▔▔ compare ?
        if code in (404, 410): ...
                    ▔▔▔ compare ?
                         ▔▔▔ compare ?
        if country.code == 404: ...
        expect(response.code).to_equal(200)
                                       ▔▔▔ compare ?
        expect(response.size).to_equal(200)
        if socket.close_code == 1008: ...
                                ▔▔▔▔ compare
    """)


def test_close_codes_where_websockets_are_spoken() -> None:
    check("""
        with client.websocket_connect("/") as feed:
            assert closed.value.code == 1008
                                        ▔▔▔▔ compare ?
            assert closed.value.size == 1008
    """)


def test_one_of_several_statuses() -> None:
    check("""
        import httpx
        assert statuses[3] == 403
                              ▔▔▔ assert ?
        assert sizes[3] == 403
    """)


def test_functions_that_answer_with_a_status() -> None:
    check(
        """
        import flask
        self.response(404, message="no")
                      ▔▔▔ response_or_other ?
        json_error_response("no", 404)
                                  ▔▔▔ response_or_other ?
        http_error(e, 404)
                      ▔▔▔ response_or_other ?
        correspond(404)
    """.replace("response_or_other", "call_other")
    )


def test_codes_of_exceptions_are_likely_but_not_where_libraries_have_their_own() -> None:
    check("""
        import fastapi
        raise ProxyException("no", code=404)
                                        ▔▔▔ raise ?
        charge(code=404)
    """)
    check("""
        from rest_framework.exceptions import APIException
        raise APIException("no", code=404)
    """)
    check("""
        import http
        class SMTPReplyError(Exception):
            def __init__(self, code=500): ...
        raise SMTPReplyError(500)
        raise SMTPReplyError(code=500)
    """)
    check("""
        import falcon
        raise falcon.HTTPError(404, code=404)
                               ▔▔▔ raise
    """)


@pytest.mark.parametrize(
    "line",
    [
        "Literal[404]",
        "x: Literal[404] = y",
        "x = y  # type: Literal[404]",
        "sys.exit(404)",
        "port = 404",
        "f(size=404, limit=404, timeout=404)",
        "x = 404 if status_code else 405",
        "status_code // 100 == 404",
        "status_code + 404",
        "x[404] == status_code_of",
        "f(status_code=0x194)",
        "f(status_code=4.04e2)",
        "f(status_code=True)",
        "f(status_code='404')",
        "status_code: 404",
        "del status_code[404]",
        "print(status_code, 404)",
        "assertEqual(len(x), 404)",
    ],
)
def test_never(line: str) -> None:
    assert find_usages(Source(f"import fastapi\n{line}\n")) == ()
