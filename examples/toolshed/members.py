"""Members: joining, leaving, and finding out who is asking."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, HTTPException
from pydantic import BaseModel, Field
from starlette.status import (
    HTTP_201_CREATED,
    HTTP_401_UNAUTHORIZED,
    HTTP_403_FORBIDDEN,
    HTTP_404_NOT_FOUND,
    HTTP_409_CONFLICT,
)

from .storage import Member, ShedDep

router = APIRouter(prefix="/members", tags=["members"])


class NewMember(BaseModel):
    name: str = Field(min_length=1, max_length=80)


async def current_member(shed: ShedDep, x_member: Annotated[int | None, Header()] = None) -> Member:
    """The member who is asking; in a shed among neighbours the number is proof enough."""
    member = None if x_member is None else shed.members.get(x_member)
    if member is None:
        raise HTTPException(HTTP_401_UNAUTHORIZED, "tell us who you are with X-Member")
    if member.suspended:
        raise HTTPException(HTTP_403_FORBIDDEN, f"{member.name} may not borrow at the moment")
    return member


CurrentMember = Annotated[Member, Depends(current_member)]


async def current_librarian(member: CurrentMember) -> Member:
    if not member.librarian:
        raise HTTPException(HTTP_403_FORBIDDEN, "ask a librarian")
    return member


Librarian = Annotated[Member, Depends(current_librarian)]


@router.get("/me")
async def who_am_i(member: CurrentMember) -> Member:
    return member


@router.post("", status_code=HTTP_201_CREATED)
async def join(new: NewMember, librarian: Librarian, shed: ShedDep) -> Member:
    names = {member.name.casefold() for member in shed.members.values()}
    if new.name.casefold() in names:
        raise HTTPException(HTTP_409_CONFLICT, f"there is already a {new.name}")
    return shed.add_member(new.name)


@router.delete("/{member_id}", status_code=204)
async def leave(member_id: int, librarian: Librarian, shed: ShedDep) -> None:
    member = shed.members.get(member_id)
    if member is None:
        raise HTTPException(status_code=HTTP_404_NOT_FOUND, detail="no such member")
    if not all(loan.returned for loan in shed.loans_of(member)):
        raise HTTPException(HTTP_409_CONFLICT, f"{member.name} still has tools at home")
    del shed.members[member_id]
