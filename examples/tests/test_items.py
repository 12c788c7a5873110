"""The catalogue, the door to it, and the health of the shed."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

Headers = dict[str, str]


def test_catalogue_is_sorted_by_name(client: TestClient):
    response = client.get("/items")

    assert response.status_code == 200
    names = [item["name"] for item in response.json()]
    assert names == ["Claw hammer", "Cordless drill", "Spirit level", "Table saw"]
    assert client.get("/items/names").json() == names


def test_search_and_limit(client: TestClient):
    assert len(client.get("/items", params={"limit": 2}).json()) == 2

    (saw,) = client.get("/items", params={"search": "SAW"}).json()
    assert saw["name"] == "Table saw"
    assert saw["price"] == 404


@pytest.mark.parametrize("limit", [0, 101, 200, 500])
def test_limit_has_bounds(client: TestClient, limit: int):
    response = client.get("/items", params={"limit": limit})

    assert response.status_code >= 400
    assert response.status_code != 500


def test_missing_item_comes_with_a_hint(client: TestClient):
    response = client.get("/items/404")

    assert response.status_code == 404
    assert response.json()["detail"] == "there is no item 404"
    assert "/docs" in response.json()["hint"]


def test_home_leads_to_the_documentation(client: TestClient):
    response = client.get("/", follow_redirects=True)

    assert 200 <= response.status_code < 300
    assert response.url.path == "/docs"
    assert [redirect.status_code for redirect in response.history] == [307]


def test_documentation_names_the_answers(client: TestClient):
    paths = client.get("/openapi.json").json()["paths"]

    def documented(method: str, path: str) -> str:
        return " ".join(sorted(paths[path][method]["responses"]))

    assert documented("get", "/items/{item_id}") == "200 404 422"
    assert documented("get", "/items/{item_id}/label") == "200 404 422"
    assert documented("post", "/loans") == "201 401 403 404 409 422"
    assert documented("post", "/loans/{loan_id}/extension") == "202 401 403 422"
    assert documented("get", "/health/ready") == "200 503"


def test_librarian_adds_an_item(client: TestClient, librarian: Headers):
    new = {"name": " Hand plane ", "price": 60, "notes": "sharp"}
    response = client.post("/items", json=new, headers=librarian)

    assert 201 == response.status_code
    added = client.get(response.headers["Location"]).json()
    assert added == response.json()
    assert (added["name"], added["hook"]) == ("Hand plane", 4)


def test_item_needs_a_name(client: TestClient, librarian: Headers):
    response = client.post("/items", json={"name": "  ", "price": 1}, headers=librarian)

    assert response.is_client_error
    assert response.json()["detail"] == "a tool needs a name"


def test_wall_has_so_many_hooks(app: FastAPI, client: TestClient, librarian: Headers):
    for number in range(4, 404):
        app.state.shed.add_item(f"Chisel no. {number}", price=9)
    response = client.post("/items", json={"name": "Anvil", "price": 200}, headers=librarian)

    assert response.status_code == 507
    assert response.json() == {
        "detail": "all 404 hooks are taken",
        "rule": "every-tool-on-its-hook",
    }
    assert len(client.get("/items/names").json()) == 200


def test_retired_item_is_gone(client: TestClient, librarian: Headers):
    response = client.delete("/items/1", headers=librarian)

    assert response.status_code in (200, 204)
    assert response.content == b""
    assert client.get("/items/1").status_code == 404


def test_borrowed_item_cannot_be_retired(client: TestClient, librarian: Headers, ben: Headers):
    client.post("/loans", json={"item_id": 3}, headers=ben)
    response = client.delete("/items/3", headers=librarian)

    assert response.status_code == 409
    assert client.get("/items/3").status_code == 200


def test_only_librarians_change_the_catalogue(client: TestClient, ben: Headers):
    new = {"name": "Anvil", "price": 404}

    assert client.post("/items", json=new, headers=ben).status_code == 403
    assert client.delete("/items/1", headers=ben).status_code == 403
    assert len(client.get("/items").json()) == 4


def test_label_shows_hook_and_name(client: TestClient, ben: Headers):
    response = client.get("/items/3/label", params={"width": 404})

    assert response.headers["Content-Type"] == "image/svg+xml"
    assert 'width="404"' in response.text
    assert "2 · Table saw" in response.text
    client.post("/loans", json={"item_id": 3}, headers=ben)
    assert client.get("/items/3/label").status_code == 404


@pytest.mark.parametrize(("width", "fits"), [(99, False), (100, True), (500, True), (501, False)])
def test_label_has_bounds(client: TestClient, width: int, fits: bool):
    assert client.get("/items/1/label", params={"width": width}).is_success == fits


def test_health_of_an_empty_shed(app: FastAPI, client: TestClient):
    assert client.get("/health/live").status_code == 204
    assert client.get("/health/ready").json() == {"state": "open", "items": 4, "open_loans": 0}

    app.state.shed.items.clear()
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["state"] == "empty"


@pytest.mark.parametrize(("awake", "answer"), [(True, 202), (False, 502)])
def test_printer(client: TestClient, monkeypatch: pytest.MonkeyPatch, awake: bool, answer: int):
    async def printer_answers() -> bool:
        return awake

    monkeypatch.setattr("toolshed.health.printer_answers", printer_answers)
    assert client.post("/health/printer", json={"text": "hello"}).status_code == answer


def test_the_printer_knows_ascii_only(client: TestClient):
    response = client.post("/health/printer", json={"text": "größer"})
    assert response.is_client_error
    assert response.status_code != 409
