"""A pygls server that knows nothing: what the benchmark's time to the first hover is held against.

python bench/latency/empty_server.py    speaks LSP over stdin and stdout
"""

from __future__ import annotations

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("empty", "0")


@server.feature(types.TEXT_DOCUMENT_HOVER)
def hover(_params: types.HoverParams) -> types.Hover | None:
    return None


if __name__ == "__main__":
    server.start_io()
