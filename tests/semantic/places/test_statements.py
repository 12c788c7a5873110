"""Assignments, defaults, patterns and returns, each with a neighbour that has no status."""

from __future__ import annotations

from drawing import check
from semantic.marks import places


def test_match_and_case() -> None:
    check(
        places,
        """
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
        """,
    )


def test_class_attributes_defaults_and_annotated_assignments() -> None:
    check(
        places,
        """
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
        """,
    )


def test_ninja_operations() -> None:
    check(
        places,
        """
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
        """,
    )


def test_what_a_function_named_for_it_returns() -> None:
    check(
        places,
        """
        def get_status_code():
            return 404
                   ▔▔▔ return
        def get_size():
            return 404
        """,
    )
