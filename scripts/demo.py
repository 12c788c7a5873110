"""Show the server's answers in the terminal, as an editor would.

    python scripts/demo.py    (or `make demo`, which installs its requirements)

Starts the server as an editor does, opens files of `examples/toolshed` through a real LSP client,
and shows hovers, completions, diagnostics and the fix of a whole file. Changes no files.
Exits with 1 and one line if the server does not start, an answer is missing, or the ranking breaks
its promise: 201 first for a POST route, 404 in the first two for `raise HTTPException(`.
"""

from __future__ import annotations

import asyncio
import difflib
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

try:
    from lsprotocol import converters, types
    from pygls.exceptions import JsonRpcException
    from pygls.lsp.client import LanguageClient
    from pygls.workspace import PositionCodec, TextDocument

    from statuslens.facts.vocabularies import vocabularies
except ModuleNotFoundError as missing:
    sys.exit(f"statuslens: {missing.name} is missing; install it with `make demo`")

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT = 30  # seconds for one answer
COMPLETIONS, FINDINGS, DIFF_LINES = 10, 5, 40  # how many are shown
WIDTH = max(60, min(100, shutil.get_terminal_size((100, 24)).columns))
COLOURS = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

# The capabilities of VS Code that matter here.
_MARKDOWN = ["markdown", "plaintext"]
_KINDS = ["", "quickfix", "source", "source.fixAll"]
CAPABILITIES: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {
        "configuration": True,
        "didChangeConfiguration": {"dynamicRegistration": True},
        "workspaceEdit": {"documentChanges": True},
    },
    "textDocument": {
        "hover": {"contentFormat": _MARKDOWN},
        "completion": {
            "completionItem": {"documentationFormat": _MARKDOWN, "labelDetailsSupport": True}
        },
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": _KINDS}}},
        "diagnostic": {"dynamicRegistration": True},
    },
}

Answer = TypeVar("Answer")


class DemoError(Exception):
    """Describes the problem in one line."""


def main() -> int:
    try:
        asyncio.run(demo())
    except DemoError as error:
        print(f"statuslens: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `make demo | head`: what is flushed at exit has no reader either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


async def demo() -> None:
    print(f"{bold('statuslens')} explains status codes in Python web code.")
    print("An editor shows these answers for examples/toolshed, a FastAPI project.")
    print(dim("Starting the server …"), flush=True)
    async with running_server() as (client, encoding):
        items = OpenFile(client, "routes_items", encoding)
        loans = OpenFile(client, "routes_loans", encoding)
        news = OpenFile(client, "notifications", encoding)

        name = "HTTPException(status.«HTTP_422_UNPROCESSABLE_CONTENT»"
        await show_hover(items, name, "You hover over a constant")
        number = 'RedirectResponse(f"/items/{item.id}", «303»)'
        await show_hover(loans, number, "You hover over a bare number")

        route = '@router.post("", status_code=«status.HTTP_201_CREATED»)'
        title = "You type the status of a POST route"
        first, *_ = await show_completions(items, route, "status.‸", title)
        check("_201_" in first, f"the first completion for the POST route is {first}, not 201")

        error = (
            'raise «HTTPException(404, f"the {item.name} is not here, so its label is not either")»'
        )
        title = "You type an error of a GET route"
        first, second, *_ = await show_completions(items, error, "HTTPException(‸)", title)
        check("_404_" in first + second, "404 is not in the first two for `raise HTTPException(`")

        close = "await «websocket.close(1008)»"
        title = "You type the end of a WebSocket"
        await show_completions(news, close, "websocket.close(‸)", title)

        await show_diagnostics(loans, "You open a file with bare numbers")
        await show_fix(loans, "You choose Fix All")
    print(
        bold("\n\nNo files were changed."), "README.md describes how to install it in your editor."
    )


async def show_hover(file: OpenFile, snippet: str, title: str) -> None:
    span = file.marked(snippet)
    params = types.HoverParams(file.named, span.start)
    hover = await answer("hover", file.client.text_document_hover_async(params))
    print_title(title, file, span.start.line)
    print_source(file, hover.range or span, "━")
    if isinstance(hover.contents, types.MarkupContent):
        for row in rendered(hover.contents.value, WIDTH - 4):
            print(dim("  │ ") + row)


async def show_completions(file: OpenFile, snippet: str, typed: str, title: str) -> list[str]:
    """The labels of the first completions, after showing them: `typed`, whose cursor is ‸, is
    typed over what `snippet` marks, and taken back.
    """
    span = file.marked(snippet)
    old = file.text_in_client_range(span)
    before, after = typed.split("‸")
    cursor = file.replace(span, before).end
    added = file.replace(types.Range(cursor, cursor), after)
    params = types.CompletionParams(file.named, cursor)
    asked = file.client.text_document_completion_async(params)
    found: types.CompletionList | Sequence[types.CompletionItem] = await answer("completion", asked)
    print_title(title, file, cursor.line)
    print_source(file, types.Range(cursor, cursor), "▲")
    file.replace(types.Range(span.start, added.end), old)

    items = found.items if isinstance(found, types.CompletionList) else found
    items = sorted(items, key=lambda item: item.sort_text or item.label)[:COMPLETIONS]
    check(len(items) == COMPLETIONS, f"only {len(items)} completions for {typed}")
    print_ranks(items)
    return [item.label for item in items]


async def show_diagnostics(file: OpenFile, title: str) -> None:
    params = types.DocumentDiagnosticParams(file.named)
    asked = file.client.text_document_diagnostic_async(params)
    found: list[types.Diagnostic] = list(getattr(await answer("diagnostics", asked), "items", ()))
    check(bool(found), f"no diagnostics for {file.filename}")
    print_title(title, file)
    for diagnostic in found[:FINDINGS]:
        start = file.position_from_client_units(diagnostic.range.start)
        location = bold(f"{start.line + 1}:{start.character + 1}")
        severity = diagnostic.severity or types.DiagnosticSeverity.Error
        level = (red, yellow, cyan, cyan)[severity - 1](severity.name.lower())
        rule = dim(f"({diagnostic.code})")
        for row in rendered(f"{location} {level} {diagnostic.message} {rule}", WIDTH - 2):
            print(f"  {row}")
        print_source(file, diagnostic.range, "━")
    if len(found) > FINDINGS:
        print(dim(f"  … {len(found) - FINDINGS} more"))


async def show_fix(file: OpenFile, title: str) -> None:
    top = types.Position(0, 0)
    context = types.CodeActionContext([], only=["source.fixAll.statuslens"])
    params = types.CodeActionParams(file.named, types.Range(top, top), context)
    action, *_ = await answer("fix all", file.client.text_document_code_action_async(params))
    print_title(title, file)
    print(f"  {bold(action.title)}\n")
    before, after = file.source.splitlines(), fixed(file, action).splitlines()
    _, _, *lines = difflib.unified_diff(before, after, n=1, lineterm="")
    paint = {"@": cyan, "+": green, "-": red, " ": dim}
    for line in lines[:DIFF_LINES]:
        print("  " + paint[line[0]](clipped(line, WIDTH - 2)))
    if len(lines) > DIFF_LINES:
        print(dim(f"  … {len(lines) - DIFF_LINES} more lines"))


@asynccontextmanager
async def running_server() -> AsyncIterator[tuple[LanguageClient, str | None]]:
    """A client of a server that runs meanwhile, and the units of their positions."""
    client = LanguageClient("demo", "1")
    client.feature(types.WORKSPACE_CONFIGURATION)(lambda params: [None] * len(params.items))
    client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda _params: None)
    await client.start_io(sys.executable, "-m", "statuslens", "serve", cwd=ROOT)
    process = client._server
    assert process is not None
    assert process.stderr is not None
    try:
        capabilities = converters.get_converter().structure(CAPABILITIES, types.ClientCapabilities)
        folder = types.WorkspaceFolder(ROOT.as_uri(), ROOT.name)
        params = types.InitializeParams(
            capabilities, process_id=os.getpid(), root_uri=folder.uri, workspace_folders=[folder]
        )
        started = await answer("initialize", client.initialize_async(params))
        client.initialized(types.InitializedParams())
        yield client, started.capabilities.position_encoding
        await in_time("shutdown", client.shutdown_async(None))
        client.exit(None)
        await in_time("exit", process.wait())
    except RuntimeError:  # how pygls says that the process is gone
        if process.returncode is None:
            raise
        log = (await process.stderr.read()).decode("utf-8", "replace").splitlines()
        last = log[-1] if log else f"exit code {process.returncode}"
        raise DemoError(f"the server ended: {last}") from None
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await client.stop()  # type: ignore[no-untyped-call]


async def answer(what: str, asked: Awaitable[Answer | None]) -> Answer:
    found = await in_time(what, asked)
    if not found:
        raise DemoError(f"the answer to {what} is empty")
    return found


async def in_time(what: str, asked: Awaitable[Answer]) -> Answer:
    try:
        return await asyncio.wait_for(asked, TIMEOUT)
    except asyncio.TimeoutError:
        raise DemoError(f"no answer to {what} within {TIMEOUT} seconds") from None
    except JsonRpcException as error:
        raise DemoError(f"{what} failed: {error}") from None


def check(holds: bool, otherwise: str) -> None:
    if not holds:
        raise DemoError(otherwise)


class OpenFile(TextDocument):
    """A file in the editor: the server is notified when it opens and of every change."""

    def __init__(self, client: LanguageClient, module: str, encoding: str | None) -> None:
        path = ROOT / "examples" / "toolshed" / f"{module}.py"
        check(path.exists(), f"{path.relative_to(ROOT)} is missing")
        text, codec = path.read_text("utf-8"), PositionCodec(encoding)
        super().__init__(path.as_uri(), text, version=1, position_codec=codec)
        self.client = client
        self.named = types.TextDocumentIdentifier(self.uri)
        self.versioned = types.VersionedTextDocumentIdentifier(1, self.uri)
        item = types.TextDocumentItem(self.uri, "python", 1, text)
        client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def replace(self, span: types.Range, text: str) -> types.Range:
        """The span of the new text, which must be one line of ASCII."""
        change = types.TextDocumentContentChangePartial(span, text)
        self.apply_change(change)
        self.versioned.version += 1
        params = types.DidChangeTextDocumentParams(self.versioned, [change])
        self.client.text_document_did_change(params)
        end = types.Position(span.start.line, span.start.character + len(text))
        return types.Range(span.start, end)

    def marked(self, snippet: str) -> types.Range:
        """The span of the part of `snippet` between « and »."""
        before, token, after = re.split("[«»]", snippet)
        found = self.source.find(before + token + after)
        check(found >= 0, f"{self.filename} no longer holds {before}{token}{after}")
        start = found + len(before)
        at = self.client_position_at_offset
        return types.Range(at(start), at(start + len(token)))


def fixed(file: OpenFile, action: types.Command | types.CodeAction) -> str:
    """The text after the action."""
    edit = action.edit if isinstance(action, types.CodeAction) else None
    (change,) = (edit and edit.document_changes) or (None,)
    if not isinstance(change, types.TextDocumentEdit):
        raise DemoError("the fix edits no text")
    about = (change.text_document.uri, change.text_document.version)
    check(about == (file.uri, file.versioned.version), "the fix is of another file or version")
    text, done = "", 0
    for each in sorted(change.edits, key=lambda each: each.range.start):
        assert isinstance(each, types.TextEdit)
        text += file.source[done : file.offset_at_position(each.range.start)] + each.new_text
        done = file.offset_at_position(each.range.end)
    return text + file.source[done:]


def print_title(title: str, file: OpenFile, line: int | None = None) -> None:
    location = f"{file.filename}:{line + 1}" if line is not None else f"{file.filename}"
    print(f"\n\n{bold(cyan(title))}{dim(f'{location:>{WIDTH - len(title)}}')}\n")


def print_source(file: OpenFile, span: types.Range, mark: str) -> None:
    """The first line of `span`, and under it the mark, as long as the span is."""
    found = file.range_from_client_units(span)
    line = file.lines[found.start.line].rstrip("\n")
    code = line.lstrip()
    before = line[len(line) - len(code) : found.start.character]
    length = cells(line[found.start.character : found.end.character]) or 1
    print(f"    {clipped(code, WIDTH - 4)}\n    {' ' * cells(before)}{cyan(mark * length)}\n")


def print_ranks(items: Sequence[types.CompletionItem]) -> None:
    """Beside the rank that each name has with servers that list a module from A to Z."""
    names = vocabularies()["starlette"].names.values()
    alphabet = sorted(name.name for name in names if name.removed is None)
    details = [(item.label_details and item.label_details.description) or "" for item in items]
    wide = max(len(item.label) for item in items)
    room = max(1, min(max(map(len, details)), WIDTH - wide - 12))
    print(dim(f"{f'alphabetical rank of {len(alphabet)}':>{wide + room + 12}}"))
    for rank, (item, detail) in enumerate(zip(items, details, strict=True), start=1):
        name = item.label.rpartition(".")[2]
        other = alphabet.index(name) + 1 if name in alphabet else ""
        label = f"{item.label:{wide}}"
        print(f"  {rank:2}  {bold(green(label)) if rank == 1 else label}", end="  ")
        print(f"{dim(f'{clipped(detail, room):{room}}')}  {yellow(f'{other:>2}')}")


def rendered(markdown: str, width: int) -> Iterator[str]:
    """Its rows in a terminal. What is bold, code or a link stays on one."""
    space = "\N{NO-BREAK SPACE}"
    for line in filter(None, markdown.split("\n")):
        text = re.sub(r"\[(.+?)\]\((.+?)\)", lambda m: link(m[1], m[2]).replace(" ", space), line)
        text = re.sub(r"\*\*(.+?)\*\*", lambda m: bold(m[1]).replace(" ", space), text)
        text = re.sub(r"`(.+?)`", lambda m: yellow(m[1]).replace(" ", space), text)
        row, *words = re.sub("^- ", f"•{space}", text).split(" ")
        for word in words:
            if cells(f"{row} {word}") <= width:
                row += f" {word}"
            else:
                yield row.replace(space, " ")
                row = f"  {word}" if line.startswith("- ") else word
        yield row.replace(space, " ")


def link(label: str, address: str) -> str:
    if not COLOURS:
        return f"{label} ({address})"
    return f"\033]8;;{address}\033\\{underlined(label)}\033]8;;\033\\"


def cells(text: str) -> int:
    """How many columns of the terminal the text takes."""
    seen = re.sub(r"\033\[\d+m|\033\]8;;.*?\033\\", "", text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in seen)


def clipped(text: str, width: int) -> str:
    while cells(text) > width:
        text = text[:-2] + "…"
    return text


def _style(code: int) -> Callable[[str], str]:
    return lambda text: f"\033[{code}m{text}\033[0m" if COLOURS else text


bold, dim, underlined, red, green, yellow, cyan = map(_style, (1, 2, 4, 31, 32, 33, 36))


if __name__ == "__main__":
    sys.exit(main())
