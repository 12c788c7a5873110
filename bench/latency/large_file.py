"""Print the file that the benchmark is about: 2,000 lines of a FastAPI application.

    python -m bench.latency.large_file

Always the same. It is what such files are: imports once at the top, one resource after the other,
statuses as constants in some routes and as bare numbers in others, functions without any, and
numbers that mean something else.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

LINES = 2_000

TEMPLATES = Path(__file__).with_name("templates")
# Each resource takes the next of these; they differ in how they write statuses.
BLOCKS = ("constants", "numbers", "mixed")


@dataclass(frozen=True)
class Resource:
    """One resource of the application: `name` for its class, `plural` for its path."""

    name: str
    plural: str
    store: str

    @property
    def word(self) -> str:
        return self.name.lower()


RESOURCES = tuple(
    Resource(name, plural, store)
    for name, plural, store in (
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
    lines = _template("header").splitlines()
    blocks = [_template(name) for name in BLOCKS]
    for index, resource in enumerate(RESOURCES):
        block = _filled(blocks[index % len(BLOCKS)], resource)
        if len(lines) + len(block) > LINES - 20:
            break
        lines += block
    return "\n".join([*lines, *_table(LINES - len(lines))]) + "\n"


def _template(name: str) -> str:
    return (TEMPLATES / f"{name}.txt").read_text("utf-8")


def _filled(block: str, resource: Resource) -> list[str]:
    text = block.replace("NAME", resource.name).replace("PLURAL", resource.plural)
    return text.replace("WORD", resource.word).replace("STORE", resource.store).splitlines()


def _table(lines: int) -> list[str]:
    """Numbers that look like statuses and are none."""
    rows = [
        f'    "{prefix}{number:02}": {100 + 7 * (number + 9 * len(prefix)) % 500},'
        for prefix in ("north ", "southern ")
        for number in range(100)
    ]
    return ["", "", "# Metres above the sea, by district.", "HEIGHTS = {", *rows[: lines - 5], "}"]


if __name__ == "__main__":
    sys.stdout.buffer.write(large_file().encode())
