import type { Disposable, QuickPickItem, QuickPickOptions, TextEditor } from "vscode";
import {
  commands,
  EventEmitter,
  Position,
  Range,
  Uri,
  ViewColumn,
  window,
  workspace,
  WorkspaceEdit,
} from "vscode";
import type { Range as LspRange } from "vscode-languageclient/node";
import type { Code } from "./protocol";
import type { Server } from "./server";

const CARD = "statuslens-card";

/** The commands of the palette. Each asks the server and shows its answer. */
export function registerCommands(server: Server): Disposable[] {
  const cards = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  const run = (name: string, work: () => unknown) =>
    commands.registerCommand(`statuslens.${name}`, work);

  async function explainCode(): Promise<void> {
    const codes = await answer(server.ask("statuslens/codes", null));
    const picked = await pick(codes?.map(itemOf), {
      placeHolder: "Search status codes by number, name or phrase",
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (!picked) return;
    const card = await server.run<string>("statuslens.explain", picked.code);
    if (card === undefined) return;
    // The file name becomes the title of the tab.
    const uri = Uri.from({ scheme: CARD, path: `${picked.label}.md` });
    cards.set(uri.path, card);
    changed.fire(uri);
    await commands.executeCommand("markdown.showPreviewToSide", uri);
  }

  return [
    changed,
    workspace.registerTextDocumentContentProvider(CARD, {
      onDidChange: changed.event,
      provideTextDocumentContent: ({ path }) => cards.get(path) ?? "",
    }),
    run("explainCode", explainCode),
    run("fixFile", () => fixFile()),
    run("fixWorkspace", () => fixWorkspace(server)),
    run("insertConstant", () => insertConstant(server)),
    run("showUsage", () => showUsage(server)),
  ];
}

function itemOf({ code, title, names, sentence }: Code): QuickPickItem & { code: number } {
  return { code, label: `${code} ${title}`, description: names.join("  "), detail: sentence };
}

async function fixFile(): Promise<void> {
  // The editor itself reports that there is nothing to fix.
  const kind = "source.fixAll.statuslens";
  await commands.executeCommand("editor.action.sourceAction", { kind, apply: "first" });
}

async function fixWorkspace(server: Server): Promise<void> {
  const detail =
    "Applies every safe fix in all Python files of the workspace. " +
    "The preview lets you choose among the changes.";
  const question = "Apply all safe fixes in the workspace?";
  const choice = await window.showInformationMessage(
    question,
    { modal: true, detail },
    "Fix All",
    "Preview",
  );
  if (!choice) return;
  const changed = await answer(
    server.run<number>("statuslens.fixAllInWorkspace", choice === "Preview"),
  );
  if (changed === 0) void window.showInformationMessage("Status Lens found nothing to fix.");
}

async function insertConstant(server: Server): Promise<void> {
  const editor = pythonEditor();
  if (!editor) return;
  const { document, selection } = editor;
  const at = selection.active;
  const position = { line: at.line, character: at.character };
  const uri = document.uri.toString();
  const found = await answer(server.ask("statuslens/constants", { uri, position }));
  const items = found?.map(({ label, detail, code, edits }) => ({
    label,
    description: label.includes(String(code)) ? detail : `${code} ${detail}`,
    edits,
  }));
  const { version } = document;
  const picked = await pick(items, {
    placeHolder: "The status code to insert, most likely first",
    matchOnDescription: true,
  });
  if (!picked || document.version !== version) return;
  const edit = new WorkspaceEdit();
  for (const { range, newText } of picked.edits) {
    edit.replace(document.uri, rangeOf(range), newText);
  }
  await workspace.applyEdit(edit);
}

async function showUsage(server: Server): Promise<void> {
  const used = await answer(server.ask("statuslens/usage", null));
  if (used?.length === 0) {
    return void window.showInformationMessage("No status codes found in this workspace.");
  }
  const picked = await pick(
    used?.map(({ code, title, usages }) => ({
      label: `${code} ${title}`,
      description: usages === 1 ? "1 usage" : `${usages} usages`,
      code,
    })),
    { placeHolder: "Status codes in this workspace, most used first" },
  );
  if (!picked) return;
  const usages = await answer(server.ask("statuslens/usages", { code: picked.code }));
  const usage = await pick(
    usages?.map(({ uri, range, text }) => ({
      label: `${workspace.asRelativePath(Uri.parse(uri))}:${range.start.line + 1}`,
      description: text,
      uri: Uri.parse(uri),
      range,
    })),
    { placeHolder: `Usages of ${picked.label}`, matchOnDescription: true },
  );
  if (!usage) return;
  await window.showTextDocument(usage.uri, {
    selection: rangeOf(usage.range),
    viewColumn: ViewColumn.Active,
  });
}

/** Lets the user choose one of the items, if there are any. */
async function pick<Item extends QuickPickItem>(
  items: Item[] | undefined,
  options: QuickPickOptions,
): Promise<Item | undefined> {
  return items && window.showQuickPick(items, options);
}

/** The server's answer. If there is none, the user sees a warning. */
async function answer<Answer>(asked: Promise<Answer | undefined>): Promise<Answer | undefined> {
  const found = await asked;
  if (found === undefined) {
    void window
      .showWarningMessage(
        "The Status Lens server did not respond. See the log for details.",
        "Show Log",
      )
      .then((choice) => choice && commands.executeCommand("statuslens.showLog"));
  }
  return found;
}

function pythonEditor(): TextEditor | undefined {
  const editor = window.activeTextEditor;
  if (editor?.document.languageId === "python") return editor;
  void window.showInformationMessage(
    "Open a Python file and place the cursor where the status code should go.",
  );
  return undefined;
}

function rangeOf({ start, end }: LspRange): Range {
  return new Range(
    new Position(start.line, start.character),
    new Position(end.line, end.character),
  );
}
