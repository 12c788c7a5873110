import type { Disposable, ExtensionContext, LogOutputChannel, Uri } from "vscode";
import { commands, env, extensions, window, workspace } from "vscode";
import { LanguageClient, RevealOutputChannelOn } from "vscode-languageclient/node";
import { candidates, environment, findPython, type Place, probe, type Python } from "./python";
import { oneAtATime } from "./restart";

let client: LanguageClient | undefined;

export function activate({ extensionPath, subscriptions }: ExtensionContext): void {
  const log = window.createOutputChannel("Status Lens", { log: true });
  let pythons: Python[] = [];
  const restart = oneAtATime(async () => {
    try {
      await stop();
      pythons = await wanted();
      await start(pythons, extensionPath, log);
    } catch (error) {
      log.error(error as Error);
    }
  });
  // While it starts, the Python extension tells of several changes that change nothing here.
  const restartIfOthersWanted = async () => {
    if (JSON.stringify(await wanted()) !== JSON.stringify(pythons)) await restart();
  };
  subscriptions.push(
    log,
    commands.registerCommand("statuslens.restart", restart),
    commands.registerCommand("statuslens.showLog", () => log.show()),
    workspace.onDidChangeConfiguration(
      (change) => change.affectsConfiguration("statuslens.interpreter") && restart(),
    ),
    workspace.onDidGrantWorkspaceTrust(restart),
  );
  void restart();
  void pythonExtension().then((python) => {
    const listening = python?.onDidChangeActiveEnvironmentPath?.(restartIfOthersWanted);
    if (listening) subscriptions.push(listening);
  });
}

export function deactivate(): Promise<void> {
  return stop();
}

async function start(
  pythons: readonly Python[],
  cwd: string,
  log: LogOutputChannel,
): Promise<void> {
  const python = await findPython(
    pythons,
    (each) => probe(each, cwd),
    (line) => log.info(line),
  );
  if (!python) return void explainMissingPython(log);
  const [command, ...args] = python;
  client = new LanguageClient(
    "statuslens",
    "Status Lens",
    // `-m` imports from the working directory first; a workspace may have an `http.py` of its own.
    { command, args: [...args, "-m", "statuslens", "serve"], options: { cwd, env: environment() } },
    {
      documentSelector: ["file", "untitled"].map((scheme) => ({ scheme, language: "python" })),
      initializationOptions: () => workspace.getConfiguration("statuslens"),
      middleware: {
        workspace: {
          // The project's Python decides which names exist; the Python extension knows it, too.
          configuration: async (params, token, next) => {
            const answered = await next(params, token);
            if (!Array.isArray(answered)) return answered;
            const [place] = await places();
            return answered.map((one) =>
              one?.interpreter === "" ? { ...one, interpreter: place?.environment ?? "" } : one,
            );
          },
        },
      },
      outputChannel: log,
      traceOutputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
    },
  );
  // The client logs and shows its own failure.
  await client.start().catch(() => undefined);
}

async function stop(): Promise<void> {
  const stopping = client;
  client = undefined;
  // A client that never came up refuses to stop, but still ends its process.
  await stopping?.stop().catch(() => undefined);
}

async function explainMissingPython(log: LogOutputChannel): Promise<void> {
  const choice = await window.showErrorMessage(
    "Status Lens needs a Python 3.10 or newer with the statuslens package. " +
      "Install it there with `pip install statuslens`, " +
      "or name another interpreter in the setting statuslens.interpreter.",
    "Open Settings",
    "Show Log",
  );
  if (choice === "Show Log") log.show();
  if (choice !== "Open Settings") return;
  // In a remote window the user's settings leave out those of the machine.
  const settings = env.remoteName
    ? "workbench.action.openRemoteSettings"
    : "workbench.action.openSettings";
  await commands.executeCommand(settings, { query: "statuslens.interpreter" });
}

async function wanted(): Promise<Python[]> {
  return candidates(await places(), process.platform);
}

async function places(): Promise<Place[]> {
  const folders = workspace.workspaceFolders ?? [];
  // A workspace that is not trusted may bring a Python along, and to ask it anything is to run it.
  if (!workspace.isTrusted || !folders.length) return [{ interpreter: interpreter() }];
  const python = await pythonExtension();
  return folders.map(({ uri }) => ({
    folder: uri.fsPath,
    interpreter: interpreter(uri),
    environment: python?.getActiveEnvironmentPath(uri).path,
  }));
}

function interpreter(folder?: Uri): string {
  return String(workspace.getConfiguration("statuslens", folder).get("interpreter") ?? "");
}

interface PythonEnvironments {
  getActiveEnvironmentPath(resource?: Uri): { path: string };
  onDidChangeActiveEnvironmentPath?(listener: () => unknown): Disposable;
}

async function pythonExtension(): Promise<PythonEnvironments | undefined> {
  const extension = extensions.getExtension<{ environments?: PythonEnvironments }>(
    "ms-python.python",
  );
  try {
    return (await extension?.activate())?.environments;
  } catch {
    // That extension tells its user itself.
    return undefined;
  }
}
