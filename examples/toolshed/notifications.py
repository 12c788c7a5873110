"""Live notifications: members hear what is borrowed and what is back on its hook."""

import logging
from typing import Annotated

import anyio
from fastapi import (
    APIRouter,
    Depends,
    Query,
    WebSocket,
    WebSocketDisconnect,
    WebSocketException,
    status,
)
from fastapi.requests import HTTPConnection
from pydantic import BaseModel, ValidationError

from .storage import Item, Member, ShedDep

MAX_WATCHED = 3
timeouts = {20: 0.5, 200: 2.0}  # seconds that a listener may take, by size of the audience

logger = logging.getLogger(__name__)
router = APIRouter(tags=["notifications"])


class Command(BaseModel):
    watch: int = 0
    bye: bool = False


class Broadcaster:
    """Knows who listens, and to which items; no items at all means every item."""

    def __init__(self) -> None:
        self.listeners: dict[WebSocket, set[int]] = {}

    async def announce(self, event: str, item: Item) -> None:
        timeout = timeouts[20] if len(self.listeners) <= 20 else timeouts[200]
        for listener, watched in list(self.listeners.items()):
            if watched and item.id not in watched:
                continue
            try:
                with anyio.fail_after(timeout):
                    await listener.send_json({"event": event, "item": item.name})
            except TimeoutError:
                self.listeners.pop(listener, None)
                await listener.close(status.WS_1013_TRY_AGAIN_LATER, "too slow")
            except WebSocketDisconnect:
                self.listeners.pop(listener, None)


def get_broadcaster(connection: HTTPConnection) -> Broadcaster:
    return connection.app.state.broadcaster


BroadcasterDep = Annotated[Broadcaster, Depends(get_broadcaster)]


async def listening_member(
    shed: ShedDep, broadcaster: BroadcasterDep, member: Annotated[int, Query()]
) -> Member:
    if member not in shed.members:
        raise WebSocketException(1008, "only members may listen")
    if shed.members[member].suspended:
        raise WebSocketException(code=1008, reason="not while you are suspended")
    if len(broadcaster.listeners) == 200:
        raise WebSocketException(code=status.WS_1013_TRY_AGAIN_LATER, reason="the shed is crowded")
    return shed.members[member]


@router.websocket("/notifications")
async def listen(
    websocket: WebSocket,
    member: Annotated[Member, Depends(listening_member)],
    shed: ShedDep,
    broadcaster: BroadcasterDep,
) -> None:
    await websocket.accept()
    watched = broadcaster.listeners.setdefault(websocket, set())
    try:
        await websocket.send_json({"event": "welcome", "member": member.name})
        while True:
            command = Command.model_validate_json(await websocket.receive_text())
            if command.bye:
                await websocket.close(status.WS_1000_NORMAL_CLOSURE, "see you")
                return
            if len(watched) >= MAX_WATCHED:
                await websocket.close(1008)
                return
            if item := shed.items.get(command.watch):
                watched.add(item.id)
                await websocket.send_json({"event": "watching", "item": item.name})
            else:
                await websocket.send_json({"event": "unknown item"})
    except WebSocketDisconnect:
        logger.debug("%s hung up", member.name)
    except ValidationError:
        await websocket.close(code=status.WS_1007_INVALID_FRAME_PAYLOAD_DATA)
    except Exception:
        logger.exception("the notifications for %s broke", member.name)
        await websocket.close(code=1011)
    finally:
        broadcaster.listeners.pop(websocket, None)
