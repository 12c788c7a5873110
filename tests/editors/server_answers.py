"""What the server itself answers, so that no expectation about an editor's screen is made up.

    with Server([command, "serve"]) as server:
        labels = completions(server, file, "app.get('/', status_code=‸)")

`Server` is the least of clients: it sends what it is told to, byte for byte, and keeps what comes.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from editors.wire import Message, read_message

CURSOR = "‸"
_PATIENCE = 30.0

# A client that counts characters: a position is then an index of a Python string.
PLAIN: Message = {
    "processId": None,
    "rootUri": None,
    "capabilities": {"general": {"positionEncodings": ["utf-32"]}},
}


class AnsweredError(Exception):
    """The server answered with an error."""


class Server:
    """A server's process, initialized with the parameters of some client."""

    def __init__(
        self,
        command: Sequence[str],
        parameters: Message = PLAIN,
        *,
        environment: Mapping[str, str] | None = None,
        configuration: object = None,
    ) -> None:
        self.heard: list[Message] = []  # its requests and notifications, in order
        self.configuration = configuration  # what `workspace/configuration` is answered with
        self._answers: dict[int, queue.Queue[Message]] = {}
        self._news: queue.Queue[Message] = queue.Queue()
        self._next = 0
        self._process = subprocess.Popen(
            list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.parameters = parameters
        self.initialized: Message = self.ask("initialize", parameters)
        self.tell("initialized", {})

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.ask("shutdown", None)
        self.tell("exit", None)
        self._process.wait(_PATIENCE)
        self._reader.join(_PATIENCE)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()

    @property
    def capabilities(self) -> Message:
        """What the server said it can do."""
        found: Message = self.initialized["capabilities"]
        return found

    def ask(self, method: str, parameters: object) -> Any:
        """Send a request; the answer's result."""
        self._next += 1
        number = self._next
        self._answers[number] = queue.Queue()
        self._send({"id": number, "method": method, "params": parameters})
        answer = self._answers[number].get(timeout=_PATIENCE)
        if "error" in answer:
            raise AnsweredError(f"{method}: {answer['error']['message']}")
        return answer.get("result")

    def tell(self, method: str, parameters: object) -> None:
        """Send a notification."""
        self._send({"method": method, "params": parameters})

    def open(self, uri: str, text: str) -> None:
        """Open a Python file."""
        item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})

    def next(self, method: str) -> Message:
        """The parameters of the next such request or notification of the server."""
        while True:
            message = self._news.get(timeout=_PATIENCE)
            if message["method"] == method:
                found: Message = message["params"]
                return found

    def _read(self) -> None:
        assert self._process.stdout is not None
        while (body := read_message(self._process.stdout)) is not None:
            message: Message = json.loads(body)
            if "method" not in message:
                self._answers[message["id"]].put(message)
                continue
            self.heard.append(message)
            if "id" in message:
                self._send({"id": message["id"], "result": self._reply(message)})
            self._news.put(message)

    def _reply(self, message: Message) -> object:
        if message["method"] == "workspace/configuration":
            return [self.configuration for _ in message["params"]["items"]]
        return None

    def _send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()


def completions(server: Server, file: Path, drawn: str) -> list[str]:
    """The labels that are offered at the cursor (`‸`) of the file's text, the first one first.

    The server has to be one that counts characters, as by `PLAIN`.
    """
    return [item["label"] for item in completion_items(server, file, drawn)]


def completion_items(server: Server, file: Path, drawn: str) -> list[Message]:
    """The items that are offered at the cursor (`‸`), in the order of their `sortText`."""
    before, after = drawn.split(CURSOR)
    uri = file.as_uri()
    server.open(uri, before + after)
    line = before.count("\n")
    position = {"line": line, "character": len(before.rpartition("\n")[2])}
    document = {"uri": uri}
    asked = {"textDocument": document, "position": position}
    found = server.ask("textDocument/completion", asked)
    server.tell("textDocument/didClose", {"textDocument": document})
    items: list[Message] = [] if found is None else found["items"]
    return sorted(items, key=lambda item: str(item.get("sortText", item["label"])))
