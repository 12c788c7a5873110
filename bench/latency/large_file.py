"""Print the file that the benchmark is about: 2,000 lines of a FastAPI application.

    python bench/latency/large_file.py

Always the same. It is what such files are: imports once at the top, one resource after the other,
statuses as constants in some routes and as bare numbers in others, functions without any, and
numbers that mean something else.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

LINES = 2_000


@dataclass(frozen=True)
class Resource:
    """One resource of the application: `name` for its class, `plural` for its path."""

    name: str
    plural: str
    place: str

    @property
    def word(self) -> str:
        return self.name.lower()


RESOURCES = tuple(
    Resource(name, plural, place)
    for name, plural, place in (
        ("Tool", "tools", "the shed"),
        ("Member", "members", "the club"),
        ("Loan", "loans", "the ledger"),
        ("Repair", "repairs", "the workshop"),
        ("Shelf", "shelves", "the shed"),
        ("Course", "courses", "the café"),
        ("Ticket", "tickets", "the counter"),
        ("Invoice", "invoices", "the ledger"),
        ("Vendor", "vendors", "the address book"),
        ("Order", "orders", "the ledger"),
        ("Parcel", "parcels", "the mail room"),
        ("Key", "keys", "the key box"),
        ("Helper", "helpers", "the club"),
        ("Shift", "shifts", "the calendar"),
        ("Bicycle", "bicycles", "the yard"),
        ("Trailer", "trailers", "the yard"),
        ("Battery", "batteries", "the charger"),
        ("Manual", "manuals", "the bookcase"),
        ("Poster", "posters", "the window"),
        ("Wish", "wishes", "the letter box"),
        ("Event", "events", "the calendar"),
        ("Gift", "gifts", "the money box"),
        ("Ladder", "ladders", "the barn"),
        ("Game", "games", "the attic"),
    )
)


def large_file() -> str:
    """The file's text: as many resources as fit, then a table that fills it up to `LINES`."""
    lines = HEADER.splitlines()
    for index, resource in enumerate(RESOURCES):
        block = _filled(BLOCKS[index % len(BLOCKS)], resource)
        if len(lines) + len(block) > LINES - 20:
            break
        lines += block
    return "\n".join([*lines, *_table(LINES - len(lines))]) + "\n"


def _filled(block: str, resource: Resource) -> list[str]:
    text = block.replace("NAME", resource.name).replace("PLURAL", resource.plural)
    return text.replace("WORD", resource.word).replace("PLACE", resource.place).splitlines()


def _table(lines: int) -> list[str]:
    """Numbers that look like statuses and are none."""
    rows = [
        f'    "{prefix}{number:02}": {100 + 7 * (number + 9 * len(prefix)) % 500},'
        for prefix in ("north ", "southern ")
        for number in range(100)
    ]
    return ["", "", "# Metres above the sea, by district.", "HEIGHTS = {", *rows[: lines - 5], "}"]


HEADER = '''\
"""The lending library's API: tools and all that comes with them."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Annotated, Any

import httpx
from fastapi import (
    APIRouter,
    BackgroundTasks,
    Depends,
    FastAPI,
    Header,
    HTTPException,
    Query,
    Request,
    Response,
    WebSocket,
    WebSocketDisconnect,
    status,
)
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel, Field

from .members import CurrentMember, Librarian
from .storage import Session, open_session

logger = logging.getLogger(__name__)

PAGE_SIZE = 100
MAX_PAGE_SIZE = 500
TIMEOUTS = {"search": 0.5, "export": 30.0}
RETRY_AFTER = timedelta(seconds=120)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the database for as long as the application runs."""
    async with open_session(os.environ["DATABASE_URL"]) as session:
        app.state.session = session
        yield


def get_session(request: Request) -> Session:
    return request.app.state.session


SessionDep = Annotated[Session, Depends(get_session)]
app = FastAPI(title="Tool shed", lifespan=lifespan)


@app.exception_handler(TimeoutError)
async def handle_timeout(request: Request, error: TimeoutError) -> JSONResponse:
    logger.warning("%s took too long: %s", request.url, error)
    return JSONResponse({"detail": "try again later"}, status_code=503)


@app.get("/health", status_code=204)
async def health(session: SessionDep) -> None:
    """What the load balancer asks every 200 milliseconds."""
    if not await session.is_alive():
        raise HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, "the database is away")
'''

# Each resource takes the next of these; they differ in how they write statuses.
CONSTANTS = '''

# --- PLURAL: what PLACE holds ---

PLURAL_router = APIRouter(prefix="/PLURAL", tags=["PLURAL"])


class NAMEIn(BaseModel):
    """A WORD as a client sends it."""

    title: str = Field(min_length=1, max_length=200)
    note: str = ""
    weight: int = Field(default=100, ge=1, le=500)


class NAME(NAMEIn):
    id: int
    added: date
    retired: bool = False


async def find_WORD(session: Session, WORD_id: int) -> NAME:
    WORD = await session.get(NAME, WORD_id)
    if WORD is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "no such WORD in PLACE")
    if WORD.retired:
        raise HTTPException(status_code=status.HTTP_410_GONE, detail="this WORD is retired")
    return WORD


def sorted_PLURAL(PLURAL: Iterable[NAME], newest_first: bool = False) -> list[NAME]:
    """In the order in which PLACE shows them: by the day they came, as people ask."""
    by_date = sorted(PLURAL, key=lambda one: (one.added, one.id), reverse=newest_first)
    return [WORD for WORD in by_date if not WORD.retired]


@PLURAL_router.get("")
async def list_PLURAL(
    session: SessionDep,
    page: Annotated[int, Query(ge=1)] = 1,
    size: Annotated[int, Query(le=MAX_PAGE_SIZE)] = PAGE_SIZE,
) -> list[NAME]:
    """One page of PLACE, the oldest WORD first; an empty list behind the last page."""
    found = await session.all(NAME, offset=(page - 1) * size, limit=size)
    return sorted_PLURAL(found)


@PLURAL_router.post("", status_code=status.HTTP_201_CREATED)
async def add_WORD(wanted: NAMEIn, session: SessionDep, member: CurrentMember) -> NAME:
    if not member.may_add:
        raise HTTPException(status.HTTP_403_FORBIDDEN, "ask a librarian")
    # Two clients may send the same title at once; the second one is told, and may choose another.
    if await session.exists(NAME, title=wanted.title):
        raise HTTPException(status.HTTP_409_CONFLICT, detail="PLACE has this WORD already")
    return await session.add(NAME(id=0, added=date.today(), **wanted.model_dump()))


@PLURAL_router.delete("/{WORD_id}", status_code=status.HTTP_204_NO_CONTENT)
async def retire_WORD(WORD_id: int, session: SessionDep, librarian: Librarian) -> None:
    WORD = await find_WORD(session, WORD_id)
    # Its loans stay, so that last year's numbers are still what they were.
    WORD.retired = True
    logger.info("%s took WORD %d out of PLACE for good", librarian.name, WORD.id)


@PLURAL_router.get("/{WORD_id}/picture")
async def picture_of_WORD(WORD_id: int, session: SessionDep) -> RedirectResponse:
    WORD = await find_WORD(session, WORD_id)
    return RedirectResponse(
        f"/pictures/PLURAL/{WORD.id}.jpg", status_code=status.HTTP_307_TEMPORARY_REDIRECT
    )


app.include_router(PLURAL_router)
'''

NUMBERS = '''

# --- PLURAL: what PLACE holds ---

PLURAL_router = APIRouter(prefix="/PLURAL", tags=["PLURAL"])


class NAMEIn(BaseModel):
    title: str = Field(min_length=1, max_length=200)
    note: str = ""
    count: int = 1


class NAME(NAMEIn):
    """A WORD as PLACE keeps it, down to the member who brought it there."""

    id: int
    changed: datetime
    member_id: int


def describe_WORD(WORD: NAME) -> str:
    words = [WORD.title, f"({WORD.count} pieces)" if WORD.count > 1 else ""]
    if WORD.note:
        words.append("→ " + WORD.note[:100])
    return " ".join(word for word in words if word)


@PLURAL_router.get("/{WORD_id}", responses={404: {"description": "No such WORD"}})
async def read_WORD(WORD_id: int, session: SessionDep) -> NAME:
    """One WORD, with everything that PLACE knows of it; who asks is written down."""
    WORD = await session.get(NAME, WORD_id)
    if WORD is None:
        raise HTTPException(404, "🔍 no such WORD")
    return WORD


@PLURAL_router.post("", status_code=201)
async def add_WORD(wanted: NAMEIn, session: SessionDep, member: CurrentMember) -> NAME:
    if wanted.count > 200:
        raise HTTPException(status_code=422, detail="PLACE is not that large")
    WORD = NAME(id=0, changed=datetime.now(), member_id=member.id, **wanted.model_dump())
    return await session.add(WORD)


@PLURAL_router.put("/{WORD_id}")
async def change_WORD(
    WORD_id: int,
    wanted: NAMEIn,
    session: SessionDep,
    member: CurrentMember,
    if_unmodified_since: Annotated[datetime | None, Header()] = None,
) -> NAME:
    WORD = await session.get(NAME, WORD_id)
    if WORD is None:
        raise HTTPException(404, detail="no such WORD")
    if WORD.member_id != member.id and not member.librarian:
        raise HTTPException(403, "this WORD is somebody else's")
    # The header is the client's promise; without it the last one wins.
    if if_unmodified_since is not None and WORD.changed > if_unmodified_since:
        raise HTTPException(status_code=412, detail="changed in the meantime")
    for key, value in wanted.model_dump().items():
        setattr(WORD, key, value)
    return WORD


@PLURAL_router.post("/{WORD_id}/export", status_code=202)
async def export_WORD(
    WORD_id: int, session: SessionDep, background: BackgroundTasks
) -> dict[str, Any]:
    """Starts an export, which may take a while; `count` says how long the queue is."""
    WORD = await session.get(NAME, WORD_id)
    if WORD is None:
        raise HTTPException(404)
    background.add_task(logger.info, "exported %s", describe_WORD(WORD))
    return {"status": "queued", "count": await session.count(NAME)}


app.include_router(PLURAL_router)
'''

MIXED = '''

# --- PLURAL: what PLACE holds ---

PLURAL_router = APIRouter(prefix="/PLURAL", tags=["PLURAL"])
PLURAL_listeners: set[WebSocket] = set()


class NAME(BaseModel):
    """A WORD, which somebody else's service knows better than PLACE does."""

    id: int
    title: str
    price: int = Field(default=400, description="in cents")


class NAMECache:
    """The WORD answers of the last minutes, so that the service is not asked twice."""

    def __init__(self, size: int = 300) -> None:
        self.size = size
        self.kept: dict[int, NAME] = {}

    def keep(self, WORD: NAME) -> None:
        if len(self.kept) >= self.size:
            self.kept.pop(next(iter(self.kept)))
        self.kept[WORD.id] = WORD

    def get(self, WORD_id: int) -> NAME | None:
        return self.kept.get(WORD_id)


PLURAL_cache = NAMECache()


async def fetch_WORD(WORD_id: int) -> NAME:
    known = PLURAL_cache.get(WORD_id)
    if known is not None:
        return known
    async with httpx.AsyncClient(timeout=TIMEOUTS["search"]) as client:
        answer = await client.get(f"https://example.org/PLURAL/{WORD_id}")
    # The service says 404 for what it never had and 410 for what it lost: all one to us.
    if answer.status_code in (404, 410):
        raise HTTPException(status.HTTP_404_NOT_FOUND, "PLACE lost this WORD")
    if answer.status_code >= 500:
        raise HTTPException(502, "PLACE does not answer")
    if answer.status_code != 200:
        raise HTTPException(status_code=500, detail=f"unexpected: {answer.text[:100]}")
    WORD = NAME.model_validate_json(answer.content)
    PLURAL_cache.keep(WORD)
    return WORD


@PLURAL_router.get("/{WORD_id}")
async def read_WORD(WORD_id: int, response: Response) -> NAME:
    WORD = await fetch_WORD(WORD_id)
    response.headers["Cache-Control"] = "max-age=300"
    return WORD


@PLURAL_router.post("/{WORD_id}/reservation", status_code=201)
async def reserve_WORD(WORD_id: int, session: SessionDep, member: CurrentMember) -> Response:
    """Reserve it for a week, unless somebody was faster or the last week is not paid."""
    WORD = await fetch_WORD(WORD_id)
    if await session.exists(NAME, reserved=WORD.id):
        return JSONResponse({"detail": "reserved"}, status.HTTP_409_CONFLICT)
    if member.debt > WORD.price:
        return JSONResponse({"detail": "pay first"}, status_code=402)
    for listener in PLURAL_listeners:
        await listener.send_json({"event": "reserved", "WORD": WORD.title})
    return Response(status_code=201)


@PLURAL_router.websocket("/live")
async def watch_PLURAL(websocket: WebSocket) -> None:
    await websocket.accept()
    PLURAL_listeners.add(websocket)
    try:
        while True:
            if await websocket.receive_text() == "bye":
                await websocket.close(1000)
                return
    except WebSocketDisconnect:
        logger.debug("somebody stopped watching PLACE")
    finally:
        PLURAL_listeners.discard(websocket)


app.include_router(PLURAL_router)
'''

BLOCKS = (CONSTANTS, NUMBERS, MIXED)


if __name__ == "__main__":
    sys.stdout.buffer.write(large_file().encode())
