import type { ExtensionContext } from "vscode";
import { commands, window, workspace } from "vscode";
import { registerCommands } from "./commands";
import { onDidChangeEnvironments } from "./project";
import { Server } from "./server";
import { showStatus } from "./status";

let server: Server | undefined;

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel("Status Lens", { log: true });
  const running = (server = new Server(context, log));
  const restart = () => running.restart({ byUser: true });
  // A running server is kept: to it, the project's Python is only a setting. A server that is
  // starting asks for its settings later.
  const tryAgain = async () => {
    if (running.health === "running") await running.notifySettingsChanged();
    else if (running.health !== "starting") await running.restart();
  };
  context.subscriptions.push(
    log,
    ...registerCommands(running),
    ...showStatus(running),
    commands.registerCommand("statuslens.restart", restart),
    commands.registerCommand("statuslens.showLog", () => log.show()),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("statuslens.interpreter")) void tryAgain();
    }),
    workspace.onDidChangeWorkspaceFolders(tryAgain),
    workspace.onDidGrantWorkspaceTrust(tryAgain),
  );
  void running.restart();
  void onDidChangeEnvironments(tryAgain).then((listening) => {
    if (listening) context.subscriptions.push(listening);
  });
}

export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}
