"""The catalogue: which tools there are, and the labels for their hooks."""

from html import escape
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Response, status
from pydantic import BaseModel, Field

from .members import Librarian
from .storage import Item, ShedDep

router = APIRouter(prefix="/items", tags=["items"])


class NewItem(BaseModel):
    name: str = Field(max_length=80)
    price: int = Field(ge=0, description="What a new one costs, in euros")
    notes: str = Field(default="", max_length=500)


def item_or_404(item_id: int, shed: ShedDep) -> Item:
    item = shed.items.get(item_id)
    if item is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, f"there is no item {item_id}")
    return item


@router.get("")
async def list_items(
    shed: ShedDep, search: str = "", limit: Annotated[int, Query(ge=1, le=100)] = 50
) -> list[Item]:
    return shed.find_items(search, limit)


@router.get("/names")
async def list_names(shed: ShedDep) -> list[str]:
    """Names only, for the search box."""
    return [item.name for item in shed.find_items(limit=200)]


@router.get("/{item_id}", responses={404: {"description": "No such item"}})
async def show_item(item_id: int, shed: ShedDep) -> Item:
    return item_or_404(item_id, shed)


@router.get("/{item_id}/label", responses={status.HTTP_404_NOT_FOUND: {}})
async def draw_label(
    item_id: int, shed: ShedDep, width: Annotated[int, Query(ge=100, le=500)] = 200
) -> Response:
    """The label to hang next to the tool's hook, as an SVG image."""
    item = item_or_404(item_id, shed)
    if shed.open_loan_of(item):
        raise HTTPException(404, f"the {item.name} is not here, so its label is not either")
    text = f'<text x="8" y="24">{item.hook} · {escape(item.name)}</text>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="36">{text}</svg>'
    return Response(svg, media_type="image/svg+xml")


@router.post("", status_code=status.HTTP_201_CREATED)
async def add_item(new: NewItem, librarian: Librarian, shed: ShedDep, response: Response) -> Item:
    if not new.name.strip():
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, "a tool needs a name")
    item = shed.add_item(new.name.strip(), new.price, new.notes)
    response.headers["Location"] = f"/items/{item.id}"
    return item


@router.delete("/{item_id}", status_code=204)
async def retire_item(item_id: int, librarian: Librarian, shed: ShedDep) -> None:
    item = item_or_404(item_id, shed)
    if shed.open_loan_of(item):
        raise HTTPException(status_code=409, detail=f"the {item.name} is out on loan")
    del shed.items[item.id]
