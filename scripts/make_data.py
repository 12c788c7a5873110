"""Make the packaged data of statuslens from the facts in `data/`, and the manual of its rules.

    python scripts/make_data.py            write server/statuslens/data/*.json and docs/rules/*.md
    python scripts/make_data.py --check    exit 1 where a file there is not what this would write

`data/status_facts.json` and `data/freq_train.json` are the collected facts, each with its source;
`data/sentences.json` holds what we say about each code in our own words.
"""

from __future__ import annotations

import argparse
import json
import keyword
import sys
from pathlib import Path
from typing import Any

from statuslens.rules import RULES, Rule

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT / "data"
PACKAGED = ROOT / "server" / "statuslens" / "data"

MANUALS = ROOT / "docs" / "rules"

Json = dict[str, Any]

# Header levels of the facts that a developer has to act on, strongest first.
LEVELS = ("MUST", "SHOULD", "MAY", "expected", "typical", "ought to", "optional", "can")

# Which library's names the package holds, under which dotted paths code reaches them.
VOCABULARIES: dict[str, dict[str, Any]] = {
    "starlette": {"paths": ["starlette.status", "fastapi.status"], "title": "Starlette"},
    "rest_framework": {"paths": ["rest_framework.status"], "title": "Django REST framework"},
    "litestar": {"paths": ["litestar.status_codes"], "title": "Litestar"},
    "http": {"paths": ["http.HTTPStatus"], "title": "Python", "facts": "http.HTTPStatus"},
    "httpx": {"paths": ["httpx.codes"], "title": "HTTPX"},
    "requests": {"paths": ["requests.codes"], "title": "Requests"},
}


def catalogue(facts: Json, sentences: Json) -> Json:
    """What each code means: 64 HTTP entries of the IANA registry, 19 WebSocket close codes."""
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
    result = {}
    for key, row in VOCABULARIES.items():
        library = facts["libraries"][row.get("facts", key)]
        names = {
            name: {"code": code}
            for name, code in library["constants"].items()
            if name.isidentifier() and not keyword.iskeyword(name)
        }
        result[key] = {"title": row["title"], "paths": row["paths"], "names": names}
    starlette = result["starlette"]["names"]
    for old, change in facts["libraries"]["starlette"]["deprecated"].items():
        starlette[old] = {
            "code": change["value"],
            "deprecated": change["since"],
            "replacement": change["replacement"],
        }
        starlette[change["replacement"]] |= {"since": change["since"], "replaces": old}
    for versions, history in facts["libraries"]["starlette"]["versions"].items():
        first, _, _ = versions.partition("-")
        for old, change in history.get("deprecated", {}).items():
            starlette[old] = {
                "code": change["value"],
                "deprecated": first,
                "replacement": change["replacement"],
            }
        for old in history.get("removed", []):
            starlette[old]["removed"] = first
    python = result["http"]["names"]
    for old, new in facts["libraries"]["http.HTTPStatus"]["aliases_3_13"].items():
        python[new] |= {"since": "3.13", "replaces": old}
    return result


def frequency(counts: Json) -> Json:
    """How often each code stands where: weighted counts, over all, per context, per HTTP method."""
    weighted = counts["weighted"]
    return {key: weighted[key] for key in ("all", "by_context", "by_context_method")}


def _client_only(fact: Json) -> bool:
    return "by a client only" in fact.get("note", {}).get("value", "")


def _sender(fact: Json) -> str:
    """Who may put a close code on the wire: anyone, client, nobody."""
    if fact["on_wire"]["value"] != "yes":
        return "nobody"
    return "client" if _client_only(fact) else "anyone"


def _note(note: str | None) -> str | None:
    """A note without what it says about its own source, which is of no use on a card."""
    parts = (note or "").replace(" (secondary source)", "").split("; ")
    about_itself = ("keyword", "not verified", "MDN-derived")
    return "; ".join(p for p in parts if not any(words in p for words in about_itself)) or None


def _cache(heuristic: bool | str | None) -> str | None:
    return {True: "yes", False: "no", None: None}.get(heuristic, str(heuristic))  # type: ignore[arg-type]


def _level(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def manual(rule: Rule) -> str:
    """The page of a rule: its docstring."""
    return f"# {rule.name}\n\n{rule.manual.strip()}\n"


def build() -> dict[Path, str]:
    """Each file that is made, and its text."""
    read = {path.stem: json.loads(path.read_text("utf-8")) for path in FACTS.glob("*.json")}
    data = {
        "catalogue.json": catalogue(read["status_facts"], read["sentences"]),
        "vocabularies.json": vocabularies(read["status_facts"]),
        "frequency.json": frequency(read["freq_train"]),
    }
    made = {
        PACKAGED / name: json.dumps(value, ensure_ascii=False, indent=1) + "\n"
        for name, value in data.items()
    }
    return made | {MANUALS / f"{rule.name}.md": manual(rule) for rule in RULES.values()}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare only")
    check = parser.parse_args().check
    stale = []
    for path, text in build().items():
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
