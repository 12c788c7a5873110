"""The language server's process: with its handlers registered, it speaks LSP."""

from __future__ import annotations

import gc

from .handlers import commands, language, workspace
from .language_server import server

HANDLERS = (commands, language, workspace)  # each registers its own when imported


def serve(tcp: tuple[str, int] | None = None) -> None:
    """Speak LSP over stdin and stdout, or over TCP to the first client of that address."""
    # Long-lived objects, such as the counts of a workspace, are not traversed while one types.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    if tcp is not None:
        server.start_tcp(*tcp)
    else:
        server.start_io()
