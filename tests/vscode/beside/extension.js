// The client of another Python language server, whose file is in the setting: the least that there can be.
import { workspace } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";

let client;

export function activate() {
  const module = workspace.getConfiguration("another").get("server");
  client = new LanguageClient(
    "another",
    "Another Python Server",
    { module, transport: TransportKind.stdio },
    { documentSelector: [{ scheme: "file", language: "python" }] },
  );
  return client.start();
}

export function deactivate() {
  return client?.stop();
}
