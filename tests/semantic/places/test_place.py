"""Expressions that keep a status, and names that say that one is expected."""

from __future__ import annotations

from drawing import check
from semantic.marks import places


def test_both_branches_of_a_conditional_expression_but_not_its_condition() -> None:
    check(
        places,
        """
        f(status_code=200 if x == 404 else (409 or 410))
                      ▔▔▔ call_other
                                            ▔▔▔ call_other
                                                   ▔▔▔ call_other
        """,
    )


def test_conversions_keep_a_status() -> None:
    check(
        places,
        """
        f(status_code=int(404))
                          ▔▔▔ call_other
        f(status_code=len(404))
        f(status_code=int(404, 16))
        """,
    )


def test_a_plain_status_counts_only_where_http_is_spoken() -> None:
    check(
        places,
        """
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
        """,
    )
    check(
        places,
        """
        answer(status=404)
        if r.status == 404: ...
        status = 404
        """,
    )
