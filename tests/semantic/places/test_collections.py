"""Elements and pairs of collections, each with its nearest neighbour that has no status."""

from __future__ import annotations

from drawing import check
from semantic.marks import places, usages


def test_dictionary_keys_and_values() -> None:
    check(
        places,
        """
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
        """,
    )


def test_a_number_beside_a_constant() -> None:
    check(
        places,
        """
        import falcon
        cases = [(404, falcon.HTTP_404), (404, falcon.HTTP)]
                  ▔▔▔ other ?
        """,
    )


def test_columns_of_parametrize() -> None:
    check(
        places,
        """
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
        """,
    )


def test_lists_of_responses_made_by_a_function_of_the_projects_own() -> None:
    check(
        places,
        """
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
        """,
    )


def test_keys_of_responses() -> None:
    check(
        usages,
        """
        @router.get("/", responses={404: {"model": 404}, **more, 409: {}})
                                    ▔▔▔ 404 responses_key get
                                                                 ▔▔▔ 409 responses_key get
        def read(): ...
        APIRouter(responses={401: {}})
                             ▔▔▔ 401 responses_key
        other = {404: "x"}
        f(answers={404: {}})
        """,
    )
