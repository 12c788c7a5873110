"""Is the shed open? For the monitoring, and for the label printer on the workbench."""

from http import HTTPStatus
from typing import Annotated, Literal

import anyio
from fastapi import APIRouter, Body, HTTPException, Response
from pydantic import BaseModel

from .storage import ShedDep

PRINTER_HOST = "localhost"
DEFAULT_PORT = 503  # the printer is older than the list of well-known ports

router = APIRouter(prefix="/health", tags=["health"])


class Report(BaseModel):
    state: Literal["open", "empty"]
    items: int
    open_loans: int


async def printer_answers(attempts: int = 2) -> bool:
    for attempt in range(attempts):
        if attempt:
            await anyio.sleep(0.404)  # it needs a moment to wake up
        try:
            with anyio.fail_after(1):
                stream = await anyio.connect_tcp(PRINTER_HOST, DEFAULT_PORT)
                await stream.aclose()
        except OSError:
            continue
        return True
    return False


@router.get("/live", status_code=HTTPStatus.NO_CONTENT)
async def live() -> None:
    """Answers as long as the process does."""


@router.get("/ready", responses={503: {"model": Report, "description": "Nothing to lend"}})
async def ready(shed: ShedDep, response: Response) -> Report:
    open_loans = sum(not loan.returned for loan in shed.loans.values())
    if not shed.items:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        return Report(state="empty", items=0, open_loans=open_loans)
    return Report(state="open", items=len(shed.items), open_loans=open_loans)


@router.post("/printer", status_code=HTTPStatus.ACCEPTED)
async def print_test_label(text: Annotated[str, Body(embed=True, max_length=60)]) -> dict[str, str]:
    """Print a label that says `text`, to see whether the printer is awake."""
    if not text.isascii():
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, "the printer only knows ASCII")
    if not await printer_answers():
        raise HTTPException(
            status_code=HTTPStatus.BAD_GATEWAY, detail="the label printer does not answer"
        )
    return {"printing": text}
