"""A pygls server that was told every answer before: what the benchmark holds statuslens against.

    python bench/latency/precomputed_server.py ANSWERS    speaks LSP over stdin and stdout

`ANSWERS` is a JSON file, a list of `{"kind": "hover" or "completion", "uri", "at", "answer"}`. What
an answer costs here is pygls alone: to read the question, to keep the text, to write.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from lsprotocol import converters, types
from pygls.lsp.server import LanguageServer

server = LanguageServer("precomputed", "0")

_Asked = tuple[str, int, int]
_hovers: dict[_Asked, types.Hover] = {}
_completions: dict[_Asked, types.CompletionList] = {}


@server.feature(types.TEXT_DOCUMENT_HOVER)
def hover(params: types.HoverParams) -> types.Hover | None:
    return _hovers.get(_asked(params))


@server.feature(
    types.TEXT_DOCUMENT_COMPLETION,
    types.CompletionOptions(
        trigger_characters=[".", "=", "(", "[", "{", " "], resolve_provider=True
    ),
)
def completion(params: types.CompletionParams) -> types.CompletionList | None:
    return _completions.get(_asked(params))


def learn(answers: list[dict[str, Any]]) -> None:
    converter = converters.get_converter()
    for told in answers:
        asked = (told["uri"], told["at"]["line"], told["at"]["character"])
        if told["kind"] == "hover":
            _hovers[asked] = converter.structure(told["answer"], types.Hover)
        else:
            _completions[asked] = converter.structure(told["answer"], types.CompletionList)


def _asked(params: types.HoverParams | types.CompletionParams) -> _Asked:
    return params.text_document.uri, params.position.line, params.position.character


if __name__ == "__main__":
    learn(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    server.start_io()
