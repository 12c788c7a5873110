"""Expressions that keep a status, and names that say that one is expected."""

from __future__ import annotations

from drawing import check
from semantic.marks import places, usages


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


def test_comparisons_of_what_is_looked_up() -> None:
    check(
        places,
        """
        if message["status_code"] == 404: ...
                                     ▔▔▔ compare
        if data.get("status_code") == 404: ...
                                      ▔▔▔ compare
        if message["size"] == 404: ...
        for status_code in (400, 404): ...
                            ▔▔▔ define
                                 ▔▔▔ define
        for size in (400, 404): ...
        """,
    )


def test_codes_of_responses_and_errors_may_be_of_either_kind() -> None:
    check(
        places,
        """
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
        """,
    )


def test_close_codes_where_websockets_are_spoken() -> None:
    check(
        places,
        """
        with client.websocket_connect("/") as feed:
            assert closed.value.code == 1008
                                        ▔▔▔▔ compare ?
            assert closed.value.size == 1008
        """,
    )


def test_one_of_several_statuses() -> None:
    check(
        places,
        """
        import httpx
        assert statuses[3] == 403
                              ▔▔▔ assert ?
        assert sizes[3] == 403
        """,
    )


def test_comparisons_with_a_status_code_on_either_side() -> None:
    check(
        usages,
        """
        if response.status_code == 404: ...
                                   ▔▔▔ 404 compare
        if 404 != response.status_code: ...
           ▔▔▔ 404 compare
        if status_code == (200 if new else 204): ...
                           ▔▔▔ 200 compare
                                           ▔▔▔ 204 compare
        if response.status_code in (200, 204): ...
                                    ▔▔▔ 200 compare
                                         ▔▔▔ 204 compare
        if r.status_code not in {401}: ...
                                 ▔▔▔ 401 compare
        if r.json().status_code in [401]: ...
                                    ▔▔▔ 401 compare
        if 200 <= r.status_code < 300: ...
           ▔▔▔ 200 compare_order
                                  ▔▔▔ 300 compare_order
        if r.status_code == a == 404: ...
        if 404 in r.status_code: ...
        if r.status_code // 100 == 2: ...
        if x[200] == r.status_code: ...
        """,
    )
