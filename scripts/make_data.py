"""Build the packaged data from the facts in `data/`, and the manual pages of the rules.

    python scripts/make_data.py            write server/statuslens/data/*.json and docs/rules/*.md
    python scripts/make_data.py --check    exit with 1 if a file is out of date

`data/status_facts.json` has the collected facts, each with its source, `data/sentences.json` our
own description of each code. `make train` builds the remaining file, `ranking.json`.
"""

from __future__ import annotations

import argparse
import json
import keyword
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT / "data"
PACKAGED = ROOT / "server" / "statuslens" / "data"

MANUALS = ROOT / "docs" / "rules"

Json = dict[str, Any]

# Header levels of the facts that a developer has to act on, strongest first.
LEVELS = ("MUST", "SHOULD", "MAY", "expected", "typical", "ought to", "optional", "can")

# Which library's names the package holds, and under which dotted paths code reaches them. `type` is
# what a name is; `oldest` is the version from which on a name has to exist where nothing is known.
VOCABULARIES: dict[str, dict[str, Any]] = {
    "starlette": {
        "paths": ["starlette.status", "fastapi.status"],
        "title": "Starlette",
        "oldest": "0.20.0",
    },
    "rest_framework": {
        "paths": ["rest_framework.status"],
        "title": "Django REST framework",
        "distribution": "djangorestframework",
        "oldest": "3.14.0",
    },
    "litestar": {"paths": ["litestar.status_codes"], "title": "Litestar"},
    "http": {
        "paths": ["http.HTTPStatus"],
        "title": "Python",
        "distribution": "python",
        "facts": "http.HTTPStatus",
        "type": "enum",
        "oldest": "3.9",
    },
    "httpx": {"paths": ["httpx.codes"], "title": "HTTPX", "type": "enum", "oldest": "0.14.3"},
    "requests": {"paths": ["requests.codes", "requests.status_codes.codes"], "title": "Requests"},
    "falcon": {
        "paths": ["falcon", "falcon.status_codes"],
        "title": "Falcon",
        "type": "str",
        "oldest": "4.0.0",
    },
    "websockets": {
        "paths": ["websockets.frames.CloseCode", "websockets.CloseCode"],
        "title": "websockets",
        "type": "enum",
        "oldest": "12.0",
    },
    "aiohttp": {
        "paths": ["aiohttp.WSCloseCode", "aiohttp.http.WSCloseCode"],
        "title": "aiohttp",
        "type": "enum",
        "constants": "ws_close_codes",
    },
    "wsproto": {
        "paths": ["wsproto.frame_protocol.CloseReason"],
        "title": "wsproto",
        "type": "enum",
    },
}

# The modules with classes that stand for one status: where the facts have them, and which do not,
# being the ones that others derive from or that answer with any status, or with none. `renamed` are
# old names, since when deprecated, and in favour of which.
CLASSES: dict[str, dict[str, Any]] = {
    "aiohttp.web": {
        "facts": ("aiohttp", "constants"),
        "paths": ["aiohttp.web", "aiohttp.web_exceptions"],
        "title": "aiohttp",
    },
    "blacksheep.exceptions": {"facts": ("blacksheep", "constants"), "title": "BlackSheep"},
    "django.core.exceptions": {"facts": ("django", "exceptions"), "title": "Django"},
    "django.http": {
        "facts": ("django", "constants", "exceptions"),
        "paths": ["django.http", "django.http.response"],
        "title": "Django",
        "without": (
            "HttpResponse",
            "HttpResponseBase",
            "StreamingHttpResponse",
            "JsonResponse",
            "FileResponse",
        ),
    },
    "falcon.errors": {
        "facts": ("falcon", "error_classes"),
        "paths": ["falcon", "falcon.errors", "falcon.redirects"],
        "title": "Falcon",
        "renamed": {"HTTPPayloadTooLarge": ("4.0.0", "HTTPContentTooLarge")},
    },
    "litestar.exceptions": {
        "facts": ("litestar", "exceptions"),
        "paths": ["litestar.exceptions", "litestar.exceptions.http_exceptions"],
        "title": "Litestar",
        "without": ("HTTPException", "RequestEntityTooLarge"),
    },
    "litestar.exceptions.http_exceptions": {
        "facts": ("litestar", "exceptions"),
        "title": "Litestar",
        "only": ("RequestEntityTooLarge",),
    },
    "rest_framework.exceptions": {
        "facts": ("rest_framework", "exceptions"),
        "paths": ["rest_framework.exceptions", "rest_framework.serializers"],
        "title": "Django REST framework",
        "distribution": "djangorestframework",
        "without": ("APIException",),
    },
    "sanic.exceptions": {
        "facts": ("sanic", "constants"),
        "paths": ["sanic.exceptions", "sanic"],
        "title": "Sanic",
        "without": (
            "SanicException",
            "HTTPException",
            "InvalidSignal",
            "LoadFileException",
            "PyFileError",
            "WebsocketClosed",
        ),
    },
    "tornado.web": {"facts": ("tornado", "subclasses"), "title": "Tornado"},
    "werkzeug.exceptions": {"facts": ("werkzeug", "constants"), "title": "Werkzeug"},
}


def catalogue(facts: Json, sentences: Json) -> Json:
    """The meaning of each code: 64 HTTP entries of the IANA registry, 19 WebSocket close codes."""
    http = {}
    for code, fact in facts["http"].items():
        former = [
            p for p in fact["former_phrases"] if p.casefold() != fact["phrase"]["value"].casefold()
        ]
        http[code] = {
            "phrase": fact["phrase"]["value"],
            "registry": fact["registry"]["status"],
            "sentence": sentences["http"][code],
            "reference": fact["reference"]["value"],
            "rfc": fact["reference"]["rfc"],
            "section": fact["reference"]["section"],
            "former_phrases": former,
            "content": fact.get("content", {}).get("value"),
            "cache": _cache(fact.get("cache", {}).get("heuristic")),
            "headers": [
                {"name": h["name"], "level": h["level"], "note": _note(h.get("note"))}
                for h in sorted(fact["headers"], key=lambda h: _level(h["level"]))
                if h["level"] in LEVELS and "any 3xx" not in (h.get("note") or "")
            ],
            "notes": [note["value"] for note in fact["notes"]],
        }
    websocket = {}
    for code, fact in facts["websocket"].items():
        rfc, _, section = (
            fact["rfc_section"]["value"].removeprefix("range: ").partition(" ")[2].partition(" ")
        )
        websocket[code] = {
            "phrase": fact["name"]["value"],
            "registry": fact["registry"]["status"],
            "sentence": sentences["websocket"][code],
            "reference": f"RFC {rfc}, Section {section}",
            "rfc": int(rfc),
            "section": section,
            "sender": _sender(fact),
            "notes": [fact["note"]["value"]]
            if fact.get("note", {}).get("ref") and not _client_only(fact)
            else [],
        }
    unregistered = {
        code: [
            use["who"]
            for use in uses
            if use["confidence"].startswith("verified") and not use["who"].startswith("name")
        ]
        for code, uses in facts["http_unregistered"].items()
        if code.isdecimal()
    }
    return {
        "http": http,
        "websocket": websocket,
        "unregistered": {c: u for c, u in unregistered.items() if u},
    }


def vocabularies(facts: Json) -> Json:
    """How each library spells the codes, and since, until and instead of what."""
    libraries = facts["libraries"]
    result = {}
    for key, row in VOCABULARIES.items():
        library = libraries[row.get("facts", key)]
        names = {
            _attribute(name): {"code": _code(value)}
            for name, value in library[row.get("constants", "constants")].items()
            if name.isidentifier() and _code(value) < 5000
        }
        names = {name: fact for name, fact in names.items() if not 599 < fact["code"] < 1000}
        if "constants" not in row:
            _add_since(names, library.get("changes_by_tag", ()))
        result[key] = _entry(key, row, row.get("type", "int"), names)
    _add_starlette_history(result["starlette"]["names"], libraries["starlette"])
    python = result["http"]["names"]
    for version, added in libraries["http.HTTPStatus"]["added"].items():
        for name in added if isinstance(added, list) else ():
            python[name]["since"] = version
    for old, new in libraries["http.HTTPStatus"]["aliases_3_13"].items():
        python[new]["replaces"] = old
    for key, row in CLASSES.items():
        result[key] = _entry(key, row, "class", _classes(libraries, key, row))
    return result


def _entry(key: str, row: Json, kind: str, names: Json) -> Json:
    return {
        "title": row["title"],
        "paths": row.get("paths", [key]),
        "type": kind,
        "distribution": row.get("distribution", key.partition(".")[0]),
        "oldest": row.get("oldest"),
        "names": names,
    }


def _attribute(name: str) -> str:
    """The name as code can write it: Requests has all of them in capitals too."""
    return name.upper() if keyword.iskeyword(name) else name


def _code(value: int | str) -> int:
    """The number; of a status line such as `404 Not Found`, the one it begins with."""
    return value if isinstance(value, int) else int(value.partition(" ")[0])


def _add_since(names: Json, changes: list[Json]) -> None:
    """The version that added each name, or its current code."""
    for change in changes:
        for name in (*change.get("added", ()), *change.get("changed", ())):
            before, now = change.get("changed", {}).get(name, (None, None))
            meant_the_same = before is not None and _code(before) == _code(now)
            if name in names and not meant_the_same:
                names[name]["since"] = change["version"]


def _add_starlette_history(names: Json, starlette: Json) -> None:
    for old, change in starlette["deprecated"].items():
        names[old] = {
            "code": change["value"],
            "deprecated": change["since"],
            "replacement": change["replacement"],
        }
        names[change["replacement"]] |= {"since": change["since"], "replaces": old}
    for versions, history in starlette["versions"].items():
        first, _, _ = versions.partition("-")
        for old, change in history.get("deprecated", {}).items():
            names[old] = {
                "code": change["value"],
                "deprecated": first,
                "replacement": change["replacement"],
            }
            names[change["replacement"]]["since"] = first
        for old in history.get("removed", []):
            names[old]["removed"] = first


def _classes(libraries: Json, key: str, row: Json) -> Json:
    library, *fields = row["facts"]
    names = {}
    for found in (libraries[library][field] for field in fields):
        by_name = {**found.get("by_name", found), **found.get("redirects", {})}
        for path, code in by_name.items():
            module, _, name = path.rpartition(".")
            wanted = name in row.get("only", (name,)) and name not in row.get("without", ())
            if module in ("", key) and wanted and code > 0:
                names[name] = {"code": code}
    for old, (version, new) in row.get("renamed", {}).items():
        names[old] = {"code": names[new]["code"], "deprecated": version, "replacement": new}
    return names


def _client_only(fact: Json) -> bool:
    return "by a client only" in fact.get("note", {}).get("value", "")


def _sender(fact: Json) -> str:
    """Who may put a close code on the wire: anyone, client, nobody."""
    if fact["on_wire"]["value"] != "yes":
        return "nobody"
    return "client" if _client_only(fact) else "anyone"


def _note(note: str | None) -> str | None:
    """A note without its source, which is of no use on a card."""
    parts = (note or "").replace(" (secondary source)", "").split("; ")
    about_itself = ("keyword", "not verified", "MDN-derived")
    return "; ".join(p for p in parts if not any(words in p for words in about_itself)) or None


def _cache(heuristic: bool | str | None) -> str | None:
    return {True: "yes", False: "no", None: None}.get(heuristic, str(heuristic))  # type: ignore[arg-type]


def _level(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def manuals() -> dict[Path, str]:
    """The page of each rule: its docstring."""
    from statuslens.features.rules import RULES  # the package reads what is made here

    return {
        MANUALS / f"{rule.name}.md": f"# {rule.name}\n\n{rule.manual.strip()}\n"
        for rule in RULES.values()
    }


def build() -> dict[Path, str]:
    """Each packaged file, and its text."""
    read = {path.stem: json.loads(path.read_text("utf-8")) for path in FACTS.glob("*.json")}
    data = {
        "catalogue.json": catalogue(read["status_facts"], read["sentences"]),
        "vocabularies.json": vocabularies(read["status_facts"]),
    }
    return {
        PACKAGED / name: json.dumps(value, ensure_ascii=False, indent=1) + "\n"
        for name, value in data.items()
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare only")
    check = parser.parse_args().check
    stale = []
    for path, text in (build() | manuals()).items():
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(path)
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
    for path in stale:
        state = "is not what its source gives: run make data" if check else "written"
        print(f"{path.relative_to(ROOT)}: {state}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
