// Asks the language server itself, without an editor, so that a test need not know what it ought to answer.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { ROOT } from "./workbench.mjs";

/** The labels of the completion list at a position in a file with that text, in an editor's order. */
export async function completionLabels(folder, file, text, position) {
  const server = new Server();
  const uri = pathToFileURL(join(folder, file)).href;
  try {
    await server.open(folder, uri, text);
    // The files around it are read in the background, and count: until then the answer changes.
    let labels;
    for (let same = 0; same < 8; ) {
      const list = await server.request("textDocument/completion", {
        textDocument: { uri },
        position,
      });
      const order = (item) => item.sortText ?? item.label;
      const items = list.items.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
      const before = labels?.join();
      labels = items.map((item) => item.label);
      same = labels.join() === before ? same + 1 : 0;
      await sleep(200);
    }
    return labels;
  } finally {
    server.stop();
  }
}

class Server {
  constructor() {
    this.process = spawn(join(ROOT, ".venv/bin/python"), ["-m", "statuslens", "serve"], {
      cwd: ROOT,
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.waiting = new Map();
    this.received = Buffer.alloc(0);
    this.process.stdout.on("data", (data) => this.receive(data));
  }

  async open(folder, uri, text) {
    const rootUri = pathToFileURL(folder).href;
    const completionItem = { snippetSupport: true, labelDetailsSupport: true };
    await this.request("initialize", {
      processId: process.pid,
      rootUri,
      workspaceFolders: [{ uri: rootUri, name: "folder" }],
      capabilities: { textDocument: { completion: { completionItem } } },
    });
    this.send({ method: "initialized", params: {} });
    const textDocument = { uri, languageId: "python", version: 1, text };
    this.send({ method: "textDocument/didOpen", params: { textDocument } });
  }

  request(method, params) {
    const id = this.waiting.size + 1;
    this.send({ id, method, params });
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }

  send(message) {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  receive(data) {
    this.received = Buffer.concat([this.received, data]);
    for (;;) {
      const end = this.received.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.received.toString("utf8", 0, end))[1]);
      if (this.received.length < end + 4 + length) return;
      const message = JSON.parse(this.received.subarray(end + 4, end + 4 + length));
      this.received = this.received.subarray(end + 4 + length);
      if (message.method === undefined) this.waiting.get(message.id)?.(message.result);
    }
  }

  stop() {
    this.process.kill();
  }
}
