"""The process: `statuslens` and `statuslens serve` are the language server, the rest is `cli`."""

import argparse
import logging
import sys

from . import __version__
from .cli import arguments as subcommands
from .cli import main as command_line

_EXAMPLES = """\
examples:
  statuslens check --fix app            replace bare numbers with constants
  statuslens explain 404                explain a status code
  statuslens stats                      count the status codes in this folder
  statuslens serve                      run the language server on stdin and stdout
  statuslens serve --tcp localhost:5007 wait for one client on a port, for debugging
"""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="statuslens",
        description="Check, explain and complete HTTP and WebSocket status codes in Python code.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"statuslens {__version__}")
    commands = parser.add_subparsers(metavar="command")
    subcommands.add_commands(commands)
    serve = commands.add_parser(
        "serve",
        help="run the language server (the default)",
        epilog="example: statuslens serve --tcp localhost:5007",
    )
    for one in (parser, serve):
        one.add_argument(
            "--stdio", action="store_true", help="communicate over stdin and stdout (the default)"
        )
        one.add_argument(
            "--tcp", type=_address, metavar="HOST:PORT", help="wait for one client on this address"
        )
    options = parser.parse_args(arguments)
    if "command" in options:
        return command_line.main(options)
    # stdout belongs to the protocol.
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("pygls").setLevel(logging.WARNING)  # at INFO it prints whole messages
    logging.getLogger("pygls.protocol.json_rpc").addFilter(_is_worth_logging)
    from .lsp.fast_types import import_types  # only now: these imports take half a second

    import_types()
    from .lsp.server import serve as start

    start(options.tcp)
    return 0


def _is_worth_logging(record: logging.LogRecord) -> bool:
    """Not that an answer was sent before its cancellation arrived."""
    return not str(record.msg).startswith("Cancel notification for unknown message")


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT")
    return host or "localhost", int(port)


if __name__ == "__main__":
    sys.exit(main())
