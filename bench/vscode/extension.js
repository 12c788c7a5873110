// The least that a language server's extension is: it starts the command of its setting at once.
import { workspace } from "vscode";
import { LanguageClient } from "vscode-languageclient/node";

let client;

export function activate() {
  const [command, ...args] = workspace.getConfiguration("minimal").get("server");
  const selector = { documentSelector: [{ scheme: "file", language: "python" }] };
  client = new LanguageClient("minimal", "Minimal", { command, args }, selector);
  return client.start();
}

export function deactivate() {
  return client?.stop();
}
