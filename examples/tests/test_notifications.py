"""What members hear, and how the shed hangs up on them."""

import anyio
import pytest
from fastapi import FastAPI, WebSocketDisconnect, status
from fastapi.testclient import TestClient

Headers = dict[str, str]

BENS_FEED = "/notifications?member=2"


class SlowListener:
    """Stands in for a WebSocket whose other end has stopped reading."""

    closed_with: int | None = None

    async def send_json(self, data: object) -> None:
        await anyio.sleep_forever()

    async def close(self, code: int, reason: str) -> None:
        self.closed_with = code


def test_everybody_hears_of_loans(client: TestClient, ben: Headers):
    with client.websocket_connect(BENS_FEED) as feed:
        assert feed.receive_json() == {"event": "welcome", "member": "Ben"}

        loan = client.post("/loans", json={"item_id": 3}, headers=ben).json()
        assert feed.receive_json() == {"event": "borrowed", "item": "Table saw"}

        response = client.post(f"/loans/{loan['id']}/return", headers=ben)
        assert response.status_code == 303
        assert feed.receive_json() == {"event": "back", "item": "Table saw"}


def test_watching_one_item_only(client: TestClient, ben: Headers):
    with client.websocket_connect(BENS_FEED) as feed:
        feed.receive_json()
        feed.send_json({"watch": 4})
        assert feed.receive_json() == {"event": "watching", "item": "Spirit level"}

        for item_id in (1, 4):
            assert client.post("/loans", json={"item_id": item_id}, headers=ben).is_success
        assert feed.receive_json() == {"event": "borrowed", "item": "Spirit level"}


def test_watching_an_unknown_item(client: TestClient):
    with client.websocket_connect(BENS_FEED) as feed:
        feed.receive_json()
        feed.send_json({"watch": 404})
        assert feed.receive_json() == {"event": "unknown item"}


@pytest.mark.parametrize(
    ("member", "reason"),
    [(1000, "only members may listen"), (3, "not while you are suspended")],
)
def test_who_may_not_listen(client: TestClient, member: int, reason: str):
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect(f"/notifications?member={member}"),
    ):
        pass

    assert closed.value.code == 1008
    assert closed.value.reason == reason


def test_crowded_shed(app: FastAPI, client: TestClient):
    app.state.broadcaster.listeners = {number: set() for number in range(200)}
    with pytest.raises(WebSocketDisconnect) as closed, client.websocket_connect(BENS_FEED):
        pass

    assert closed.value.code == status.WS_1013_TRY_AGAIN_LATER


def test_slow_listener(
    app: FastAPI, client: TestClient, ben: Headers, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("toolshed.notifications.timeouts", {20: 0.01, 200: 0.01})
    slow = SlowListener()
    app.state.broadcaster.listeners[slow] = set()

    assert client.post("/loans", json={"item_id": 1}, headers=ben).is_success
    assert slow.closed_with == status.WS_1013_TRY_AGAIN_LATER
    assert not app.state.broadcaster.listeners


def test_saying_goodbye(app: FastAPI, client: TestClient):
    with client.websocket_connect(BENS_FEED) as feed:
        feed.receive_json()
        feed.send_json({"bye": True})
        with pytest.raises(WebSocketDisconnect) as closed:
            feed.receive_json()

    assert closed.value.code == status.WS_1000_NORMAL_CLOSURE
    assert not app.state.broadcaster.listeners


def test_watching_too_much(client: TestClient):
    with client.websocket_connect(BENS_FEED) as feed:
        feed.receive_json()
        for item_id in (1, 2, 3):
            feed.send_json({"watch": item_id})
            assert feed.receive_json()["event"] == "watching"
        feed.send_json({"watch": 4})
        with pytest.raises(WebSocketDisconnect) as closed:
            feed.receive_json()

    assert closed.value.code == 1008


@pytest.mark.parametrize("text", ["hello?", "[]", '{"watch": "hammer"}'])
def test_commands_nobody_understands(client: TestClient, text: str):
    with client.websocket_connect(BENS_FEED) as feed:
        feed.receive_json()
        feed.send_text(text)
        with pytest.raises(WebSocketDisconnect) as closed:
            feed.receive_json()

    assert closed.value.code == status.WS_1007_INVALID_FRAME_PAYLOAD_DATA


def test_broken_shed(app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch):
    with client.websocket_connect(BENS_FEED) as feed:
        feed.receive_json()
        monkeypatch.setattr(app.state.shed, "items", None)
        feed.send_json({"watch": 1})
        with pytest.raises(WebSocketDisconnect) as closed:
            feed.receive_json()

    assert closed.value.code == 1011
