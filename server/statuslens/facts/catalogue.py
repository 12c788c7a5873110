"""The meaning of each status code: the IANA HTTP registry and the WebSocket close codes.

`scripts/make_data.py` builds the data, `data/catalogue.json`, which is read on first use. The
repository has the source of each fact in `data/status_facts.json`.
"""

import functools
import json
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

Kind = Literal["http", "websocket"]
Registry = Literal[
    "assigned", "assigned, marked obsoleted", "temporary", "unused", "reserved", "unregistered"
]
Content = Literal["allowed", "none", "must not be generated"]
Sender = Literal["anyone", "client", "nobody"]

# RFC 9110, section 15: clients treat an unknown code as x00 of its class.
_CLASSES = ("Informational", "Successful", "Redirection", "Client Error", "Server Error")
CLASSES = dict(enumerate(_CLASSES, 1))

# RFC 6455, sections 7.4.2 and 11.7: the owners of unassigned close codes.
_CLOSE_CODE_RANGES = (
    (range(1000, 3000), "Reserved for the WebSocket protocol and its extensions; not assigned."),
    (range(3000, 4000), "For libraries and frameworks, which register theirs with IANA."),
    (range(4000, 5000), "For private use: it means what this application says it means."),
)


@dataclass(frozen=True, slots=True)
class Header:
    """A header of a status. `level` is the keyword of the RFC, or prose in lower case."""

    name: str
    level: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """One status code. `registry` is its registration: assigned, temporary, unused, reserved,
    `assigned, marked obsoleted`, or unregistered. `content` and `cache` (storable without explicit
    freshness; RFC 9110, section 15.1) are for HTTP; `sender` (anyone, client or nobody may send it
    in a close frame; RFC 6455, section 7.4.1) is for WebSocket.
    """

    kind: Kind
    code: int
    phrase: str
    registry: Registry
    sentence: str
    reference: str
    rfc: int | None = None
    section: str | None = None
    former_phrases: tuple[str, ...] = ()
    content: Content | None = None
    cache: Literal["yes", "no"] | None = None
    headers: tuple[Header, ...] = ()
    sender: Sender | None = None
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The common phrase: 418 is `(Unused)` in the registry, but known as a teapot."""
        if self.phrase.startswith("(") and self.former_phrases:
            return self.former_phrases[-1]
        return self.phrase

    @property
    def class_name(self) -> str:
        return CLASSES[self.code // 100] if self.kind == "http" else "WebSocket close code"


def kind_of(code: int) -> Kind | None:
    """The kind of status that a number can be; None if it is outside both ranges."""
    if 100 <= code <= 599:
        return "http"
    return "websocket" if 1000 <= code <= 4999 else None


def registered(kind: Kind) -> dict[int, Status]:
    """The registered codes of a kind, in numeric order."""
    return _catalogue()[kind]


def status(code: int) -> Status | None:
    """The status `code`, registered or not; None if it is outside the ranges of status codes."""
    kind = kind_of(code)
    if kind is None:
        return None
    return registered(kind).get(code) or _unregistered(kind, code)


def _unregistered(kind: Kind, code: int) -> Status:
    if kind == "websocket":
        sentence = next(text for codes, text in _CLOSE_CODE_RANGES if code in codes)
        rfc, section, users = 6455, "7.4.2", ()
    else:
        alike = code // 100 * 100
        sentence = f"Not registered with IANA: a client that does not know it treats it as {alike}."
        rfc, section, users = 9110, "15", tuple(_data()["unregistered"].get(str(code), ()))
    facts = sentence, f"RFC {rfc}, Section {section}", rfc, section
    return Status(kind, code, "Unregistered", "unregistered", *facts, notes=users)


@functools.cache
def _data() -> dict[str, Any]:
    text = resources.files("statuslens").joinpath("data/catalogue.json").read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


@functools.cache
def _catalogue() -> dict[Kind, dict[int, Status]]:
    def read(kind: Kind, code: int, entry: dict[str, Any]) -> Status:
        several: dict[str, Any] = {
            "former_phrases": tuple(entry.pop("former_phrases", ())),
            "headers": tuple(Header(**header) for header in entry.pop("headers", ())),
            "notes": tuple(entry.pop("notes", ())),
        }
        return Status(kind=kind, code=code, **several, **entry)

    def all_of(kind: Kind) -> dict[int, Status]:
        return {int(c): read(kind, int(c), dict(entry)) for c, entry in _data()[kind].items()}

    return {"http": all_of("http"), "websocket": all_of("websocket")}
