"""Arguments of calls, each with its nearest neighbour that has no status."""

from __future__ import annotations

from drawing import check
from semantic.marks import places, usages


def test_look_ups_with_a_default() -> None:
    check(
        places,
        """
        getattr(error, "status_code", 500)
                                      ▔▔▔ define
        data.get("status_code", 200)
                                ▔▔▔ define
        data.get("size", 200)
        ERROR_STATUS_CODES.get(error, 500)
                                      ▔▔▔ define
        ERROR_SIZES.get(error, 500)
        """,
    )


def test_functions_that_answer_with_a_status() -> None:
    check(
        places,
        """
        import flask
        self.response(404, message="no")
                      ▔▔▔ call_other ?
        json_error_response("no", 404)
                                  ▔▔▔ call_other ?
        http_error(e, 404)
                      ▔▔▔ call_other ?
        correspond(404)
        """,
    )


def test_the_status_code_keyword_of_any_call() -> None:
    check(
        usages,
        """
        @app.post("/items", status_code=201)
                                        ▔▔▔ 201 deco post
        def create(): ...
        @app.api_route("/x", status_code=200)
                                         ▔▔▔ 200 deco_other
        def both():
            return render(page, status_code=200)
                                            ▔▔▔ 200 call_other
        add_api_route("/", create, status_code=(204))
                                                ▔▔▔ 204 call_other
        """,
    )
