"""Loans: borrowing a tool, asking for more time, bringing it back."""

from datetime import date
from typing import Annotated, Literal

from fastapi import (
    APIRouter,
    Body,
    HTTPException,
    Response,
)
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel, Field

from .members import CurrentMember
from .notifications import BroadcasterDep
from .storage import Loan, Member, Shed, ShedDep

router = APIRouter(prefix="/loans", tags=["loans"])


class NewLoan(BaseModel):
    item_id: int
    days: int = Field(default=14, ge=1, le=28)


def own_loan(loan_id: int, member: Member, shed: Shed) -> Loan:
    loan = shed.loans.get(loan_id)
    if loan is None:
        raise HTTPException(404, "no such loan")
    if loan.member_id != member.id and not member.librarian:
        raise HTTPException(403, "this is the loan of somebody else")
    return loan


@router.post(
    "",
    status_code=201,
    responses={404: {"description": "No such item"}, 409: {"description": "Out on loan"}},
)
async def borrow(
    wish: NewLoan, member: CurrentMember, shed: ShedDep, broadcaster: BroadcasterDep
) -> Loan:
    item = shed.items.get(wish.item_id)
    if item is None:
        raise HTTPException(404, "🔨 not on the shelf")
    loan = shed.lend(item, member, wish.days)
    await broadcaster.announce("borrowed", item)
    return loan


@router.get("")
async def list_loans(
    member: CurrentMember,
    shed: ShedDep,
    status: Literal["open", "overdue", "returned"] = "open",
    everyone: bool = False,
) -> list[Loan]:
    if everyone and not member.librarian:
        raise HTTPException(403, "only librarians see the loans of others")
    loans = list(shed.loans.values()) if everyone else shed.loans_of(member)
    if status == "returned":
        return [loan for loan in loans if loan.returned]
    if status == "overdue":
        loans = [loan for loan in loans if loan.due < date.today()]
    return [loan for loan in loans if not loan.returned]


@router.post("/{loan_id}/extension", status_code=202)
async def ask_for_extension(
    loan_id: int,
    days: Annotated[int, Body(embed=True, ge=1, le=14)],
    member: CurrentMember,
    shed: ShedDep,
) -> JSONResponse:
    """More time, if a librarian agrees; until then the loan is due when it was."""
    loan = own_loan(loan_id, member, shed)
    if loan.returned:
        raise HTTPException(detail="🔧 nothing to extend, it is back", status_code=409)
    loan.extension_days = days
    return JSONResponse({"detail": "a librarian will decide", "due": loan.due.isoformat()}, 202)


@router.delete("/{loan_id}/extension")
async def withdraw_extension(loan_id: int, member: CurrentMember, shed: ShedDep) -> Response:
    own_loan(loan_id, member, shed).extension_days = None
    return Response(status_code=204)


@router.post("/{loan_id}/return")
async def bring_back(
    loan_id: int, member: CurrentMember, shed: ShedDep, broadcaster: BroadcasterDep
) -> RedirectResponse:
    loan = own_loan(loan_id, member, shed)
    if loan.returned:
        raise HTTPException(status_code=409, detail="it is back on its hook already")
    loan.returned = True
    item = shed.items[loan.item_id]
    await broadcaster.announce("back", item)
    return RedirectResponse(f"/items/{item.id}", 303)
