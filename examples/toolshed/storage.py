"""What the shed knows: its items, members and loans, all kept in memory."""

from datetime import date, timedelta
from itertools import count
from typing import Annotated

from fastapi import Depends
from fastapi.requests import HTTPConnection
from pydantic import BaseModel

from .errors import LoanLimitReached, OutOnLoan, ShedFull

HOOKS = range(404)  # every tool hangs on a numbered hook of the wall
MAX_OPEN_LOANS = 3


class Item(BaseModel):
    id: int
    hook: int
    name: str
    price: int
    notes: str = ""


class Member(BaseModel):
    id: int
    name: str
    librarian: bool = False
    suspended: bool = False


class Loan(BaseModel):
    id: int
    item_id: int
    member_id: int
    due: date
    returned: bool = False
    extension_days: int | None = None


class Shed:
    def __init__(self) -> None:
        self.items: dict[int, Item] = {}
        self.members: dict[int, Member] = {}
        self.loans: dict[int, Loan] = {}
        self._ids = {kind: count(1) for kind in (Item, Member, Loan)}

    def add_item(self, name: str, price: int, notes: str = "") -> Item:
        taken = {item.hook for item in self.items.values()}
        hook = next((hook for hook in HOOKS if hook not in taken), None)
        if hook is None:
            raise ShedFull(f"all {len(HOOKS)} hooks are taken")
        item = Item(id=next(self._ids[Item]), hook=hook, name=name, price=price, notes=notes)
        self.items[item.id] = item
        return item

    def find_items(self, search: str = "", limit: int = 50) -> list[Item]:
        found = [item for item in self.items.values() if search.lower() in item.name.lower()]
        return sorted(found, key=lambda item: item.name)[:limit]

    def add_member(self, name: str, *, librarian: bool = False, suspended: bool = False) -> Member:
        member = Member(
            id=next(self._ids[Member]), name=name, librarian=librarian, suspended=suspended
        )
        self.members[member.id] = member
        return member

    def open_loan_of(self, item: Item) -> Loan | None:
        loans = self.loans.values()
        return next((loan for loan in loans if loan.item_id == item.id and not loan.returned), None)

    def loans_of(self, member: Member) -> list[Loan]:
        return [loan for loan in self.loans.values() if loan.member_id == member.id]

    def lend(self, item: Item, member: Member, days: int) -> Loan:
        if self.open_loan_of(item):
            raise OutOnLoan(f"the {item.name} is out on loan")
        if sum(not loan.returned for loan in self.loans_of(member)) >= MAX_OPEN_LOANS:
            raise LoanLimitReached(f"{member.name} already has {MAX_OPEN_LOANS} tools at home")
        due = date.today() + timedelta(days=days)
        loan = Loan(id=next(self._ids[Loan]), item_id=item.id, member_id=member.id, due=due)
        self.loans[loan.id] = loan
        return loan


def stocked_shed() -> Shed:
    """The shed as it opens on the first day."""
    shed = Shed()
    shed.add_item("Claw hammer", price=18)
    shed.add_item("Cordless drill", price=129, notes="two batteries, one of them tired")
    shed.add_item("Table saw", price=404, notes="wear the goggles")
    shed.add_item("Spirit level", price=25)
    shed.add_member("Ada", librarian=True)
    shed.add_member("Ben")
    shed.add_member("Cleo", suspended=True)
    return shed


def get_shed(connection: HTTPConnection) -> Shed:
    return connection.app.state.shed


ShedDep = Annotated[Shed, Depends(get_shed)]
