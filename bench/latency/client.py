"""A client of one language server, with a clock."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.latency.scene import Change, Position, Question, Scene

# What VS Code announces, as far as it matters here. It asks for diagnostics itself, so that no
# server works on them in between.
CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"workDoneProgress": True},
    "workspace": {
        "configuration": True,
        "workspaceFolders": True,
        "didChangeConfiguration": {"dynamicRegistration": True},
        "workspaceEdit": {"documentChanges": True},
        "diagnostics": {"refreshSupport": True},
    },
    "textDocument": {
        "synchronization": {"dynamicRegistration": True, "didSave": True},
        "hover": {"dynamicRegistration": True, "contentFormat": ["markdown", "plaintext"]},
        "completion": {
            "dynamicRegistration": True,
            "contextSupport": True,
            "completionItem": {
                "snippetSupport": True,
                "commitCharactersSupport": True,
                "documentationFormat": ["markdown", "plaintext"],
                "deprecatedSupport": True,
                "tagSupport": {"valueSet": [1]},
                "insertReplaceSupport": True,
                "resolveSupport": {"properties": ["documentation", "detail"]},
                "labelDetailsSupport": True,
            },
        },
        "diagnostic": {"dynamicRegistration": True, "relatedDocumentSupport": False},
    },
}


class Client:
    """One server's process, spoken to in turns. While the clock runs it only waits."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = " ".join(command)
        # As installed: pip compiles what it installs, and a server compiles itself once.
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=kept
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        self._last_id = 0
        self._versions: dict[str, int] = {}
        self.is_reading = False

    def start(self, folder: Path | None = None) -> None:
        root = folder.as_uri() if folder is not None else None
        folders = [{"uri": root, "name": "workspace"}] if root is not None else []
        self._send(
            self._request(
                "initialize",
                processId=None,
                rootUri=root,
                workspaceFolders=folders,
                capabilities=CAPABILITIES,
            )
        )
        self._result()
        self._send(_notification("initialized"))

    def open(self, uri: str, text: str) -> None:
        self._versions[uri] = 1
        document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self._send(_notification("textDocument/didOpen", textDocument=document))

    def ask(self, question: Question, after: Change | None = None) -> tuple[Any, float]:
        """The answer, and the milliseconds it took: from the change on, if one goes before."""
        messages = [self._change(after)] if after is not None else []
        messages.append(
            self._request(
                f"textDocument/{question.kind}",
                textDocument={"uri": question.uri},
                position=asdict(question.at),
            )
        )
        begin = time.perf_counter()
        for message in messages:
            self._send(message)
        result, end = self._result()
        return result, (end - begin) * 1000

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._to, self._from):
            with suppress(BrokenPipeError):
                pipe.close()

    def _change(self, change: Change) -> bytes:
        self._versions[change.uri] += 1
        end = Position(change.at.line, change.at.character + change.undone)
        return _notification(
            "textDocument/didChange",
            textDocument={"uri": change.uri, "version": self._versions[change.uri]},
            contentChanges=[
                {
                    "range": {"start": asdict(change.at), "end": asdict(end)},
                    "text": "" if change.undone else "x",
                }
            ],
        )

    def _request(self, method: str, **params: Any) -> bytes:
        self._last_id += 1
        return _message(id=self._last_id, method=method, params=params)

    def _result(self) -> tuple[Any, float]:
        """The result of the last request and its time; the server's own requests are answered
        meanwhile.
        """
        while True:
            body = self._read()
            end = time.perf_counter()
            message = json.loads(body)
            if "method" not in message:
                if "error" in message or message["id"] != self._last_id:
                    raise RuntimeError(f"{self._command}: {message}")
                return message["result"], end
            if message["method"] == "$/progress":
                self.is_reading = message["params"]["value"]["kind"] != "end"
            if "id" in message:
                settings = message["method"] == "workspace/configuration"
                self._send(_message(id=message["id"], result=[None] if settings else None))

    def _read(self) -> bytes:
        length = 0
        while (header := self._from.readline()) != b"\r\n":
            if not header:
                raise RuntimeError(f"{self._command}: ended before it answered")
            if header.startswith(b"Content-Length: "):
                length = int(header[16:])
        return self._from.read(length)

    def _send(self, message: bytes) -> None:
        self._to.write(message)
        self._to.flush()


@contextmanager
def running(command: Sequence[str], scene: Scene, folder: Path | None = None) -> Iterator[Client]:
    """The server with the scene's files open."""
    client = Client(command)
    try:
        client.start(folder)
        for uri, text in scene.files.items():
            client.open(uri, text)
        yield client
    finally:
        client.kill()


def _notification(method: str, **params: Any) -> bytes:
    return _message(method=method, params=params)


def _message(**fields: Any) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **fields}).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
