"""Borrowing and bringing back, and the members who do it."""

from datetime import date, timedelta

import pytest
from fastapi import FastAPI, status
from fastapi.testclient import TestClient

Headers = dict[str, str]


@pytest.fixture
def loan_id(client: TestClient, ben: Headers) -> int:
    """Ben has the cordless drill at home."""
    return client.post("/loans", json={"item_id": 2}, headers=ben).json()["id"]


def test_borrow(client: TestClient, ben: Headers):
    response = client.post("/loans", json={"item_id": 1, "days": 7}, headers=ben)

    assert 201 == response.status_code
    loan = response.json()
    assert loan["due"] == (date.today() + timedelta(days=7)).isoformat()
    assert client.get("/loans", headers=ben).json() == [loan]


def test_borrow_what_is_not_there(client: TestClient, ben: Headers):
    response = client.post("/loans", json={"item_id": 404}, headers=ben)

    assert response.status_code == 404
    assert response.json()["detail"] == "🔨 not on the shelf"


def test_borrow_what_somebody_else_has(client: TestClient, librarian: Headers, loan_id: int):
    response = client.post("/loans", json={"item_id": 2}, headers=librarian)

    assert response.status_code == 409
    assert response.json()["rule"] == "one-tool-one-borrower"


def test_loan_limit(client: TestClient, ben: Headers):
    statuses = [
        client.post("/loans", json={"item_id": item_id}, headers=ben).status_code
        for item_id in (1, 2, 3, 4)
    ]

    assert statuses[:3] == [status.HTTP_201_CREATED] * 3
    assert statuses[3] == status.HTTP_403_FORBIDDEN


@pytest.mark.parametrize("member", ["1000", "3", None])
def test_strangers_and_suspended_members_borrow_nothing(
    app: FastAPI, client: TestClient, member: str | None
):
    headers = {"X-Member": member} if member else {}
    response = client.post("/loans", json={"item_id": 1}, headers=headers)

    assert response.status_code in {401, 403}
    assert not app.state.shed.loans


def test_bring_back(client: TestClient, ben: Headers, loan_id: int):
    response = client.post(f"/loans/{loan_id}/return", headers=ben)

    assert response.status_code == 303
    assert client.get(response.headers["Location"]).json()["name"] == "Cordless drill"
    assert client.get("/loans", headers=ben).json() == []
    assert len(client.get("/loans", params={"status": "returned"}, headers=ben).json()) == 1
    assert client.post(f"/loans/{loan_id}/return", headers=ben).status_code == 409


def test_loan_of_somebody_else(client: TestClient, librarian: Headers, ben: Headers):
    loan = client.post("/loans", json={"item_id": 1}, headers=librarian).json()

    assert client.post(f"/loans/{loan['id']}/return", headers=ben).status_code == 403
    assert client.post("/loans/404/return", headers=ben).status_code == 404
    assert client.get("/loans", headers=ben).json() == []


def test_overdue_loans(
    app: FastAPI, client: TestClient, librarian: Headers, ben: Headers, loan_id: int
):
    overdue = {"status": "overdue", "everyone": True}
    assert client.get("/loans", params=overdue, headers=librarian).json() == []

    app.state.shed.loans[loan_id].due -= timedelta(days=404)
    (loan,) = client.get("/loans", params=overdue, headers=librarian).json()
    assert loan["id"] == loan_id
    assert client.get("/loans", params=overdue, headers=ben).status_code == 403


def test_extension(app: FastAPI, client: TestClient, ben: Headers, loan_id: int):
    loan = app.state.shed.loans[loan_id]
    url = f"/loans/{loan_id}/extension"

    response = client.post(url, json={"days": 5}, headers=ben)
    assert response.status_code == 202
    assert (response.json()["due"], loan.extension_days) == (loan.due.isoformat(), 5)

    response = client.delete(url, headers=ben)
    assert response.status_code == 204
    assert loan.extension_days is None


def test_extension_after_the_return(client: TestClient, ben: Headers, loan_id: int):
    client.post(f"/loans/{loan_id}/return", headers=ben)
    response = client.post(f"/loans/{loan_id}/extension", json={"days": 5}, headers=ben)

    assert "🔧" in response.json()["detail"] and response.status_code == 409


def test_members_join_and_leave(client: TestClient, librarian: Headers):
    response = client.post("/members", json={"name": "Dora"}, headers=librarian)
    assert response.status_code == status.HTTP_201_CREATED
    dora = {"X-Member": str(response.json()["id"])}
    assert client.get("/members/me", headers=dora).json()["name"] == "Dora"

    assert client.post("/members", json={"name": "DORA"}, headers=librarian).status_code == 409
    url = f"/members/{dora['X-Member']}"
    assert client.delete(url, headers=librarian).status_code == status.HTTP_204_NO_CONTENT
    assert client.delete(url, headers=librarian).status_code == status.HTTP_404_NOT_FOUND


def test_member_with_a_tool_cannot_leave(client: TestClient, librarian: Headers, loan_id: int):
    response = client.delete("/members/2", headers=librarian)

    assert response.status_code == status.HTTP_409_CONFLICT
    assert "still has tools" in response.json()["detail"]
