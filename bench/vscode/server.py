"""The least that a pygls server with a hover is: one card for each constant that it knows.

python bench/vscode/server.py    speaks LSP over stdin and stdout
"""

from __future__ import annotations

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("minimal", "0")

CARDS = {"HTTP_404_NOT_FOUND": "**404 Not Found**\n\nThere is nothing at this address."}


@server.feature(types.TEXT_DOCUMENT_HOVER)
def hover(params: types.HoverParams) -> types.Hover | None:
    document = server.workspace.get_text_document(params.text_document.uri)
    card = CARDS.get(document.word_at_position(params.position))
    if card is None:
        return None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, card))


if __name__ == "__main__":
    server.start_io()
