"""The process of the language server."""

import gc

from .handlers import commands, language, workspace
from .language_server import server

HANDLERS = (commands, language, workspace)  # each registers its own when imported


def serve(tcp: tuple[str, int] | None = None) -> None:
    """Serve LSP over stdin and stdout, or over TCP to the first client at that address."""
    # Exclude long-lived objects, such as the counts of a workspace, from garbage collection.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    if tcp is not None:
        server.start_tcp(*tcp)
    else:
        server.start_io()
