"""Operands of comparisons, each with its nearest neighbour that has no status."""

from __future__ import annotations

from drawing import check
from semantic.marks import places, usages


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
