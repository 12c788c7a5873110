import type { Disposable } from "vscode";
import { languages, LanguageStatusSeverity, window } from "vscode";
import { summary } from "./about";
import type { Health, Server } from "./server";

/** The language status item: the server's health, and the library of the current file. */
export function showStatus(server: Server): Disposable[] {
  const item = languages.createLanguageStatusItem("statuslens", { language: "python" });
  item.name = "Status Lens";
  const update = async () => {
    const health = server.health;
    item.busy = health === "starting";
    item.severity = SEVERITY[health];
    item.text = TEXT[health];
    item.detail = "";
    item.command =
      health === "running"
        ? { command: "statuslens.showLog", title: "Show Log" }
        : { command: "statuslens.restart", title: "Restart Server" };
    const uri = window.activeTextEditor?.document.uri.toString();
    if (health !== "running" || !uri) return;
    const about = await server.ask("statuslens/environment", { uri });
    if (uri !== window.activeTextEditor?.document.uri.toString()) return;
    if (about) [item.text, item.detail] = summary(about);
  };
  // The user's other requests for the file go first.
  let waiting: NodeJS.Timeout | undefined;
  const updateSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(update, SOON);
  };
  void update();
  return [
    item,
    server.onDidChangeHealth(updateSoon),
    server.onDidChangeSettings(updateSoon),
    window.onDidChangeActiveTextEditor(updateSoon),
    { dispose: () => clearTimeout(waiting) },
  ];
}

const SOON = 500; // milliseconds

const TEXT: Record<Health, string> = {
  starting: "Status Lens is starting",
  running: "Status Lens",
  stopped: "Status Lens is not running",
  "no Python": "Status Lens found no Python 3.10 to 3.14",
  crashed: "The Status Lens server keeps crashing",
};

const { Information, Error, Warning } = LanguageStatusSeverity;
const SEVERITY: Record<Health, LanguageStatusSeverity> = {
  starting: Information,
  running: Information,
  stopped: Warning,
  "no Python": Error,
  crashed: Error,
};
