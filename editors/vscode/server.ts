import { type ChildProcess, spawn } from "node:child_process";
import type { Event, ExtensionContext, LogOutputChannel } from "vscode";
import { ConfigurationTarget, commands, env, EventEmitter, Uri, window, workspace } from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
} from "vscode-languageclient/node";
import { folderPython, folderPythons } from "./project";
import type { Requests } from "./protocol";
import {
  candidates,
  environment,
  findPython,
  type Python,
  probe,
  projectPython,
  serverArguments,
} from "./python";
import { crashes, oneAtATime } from "./restart";

export type Health = "starting" | "running" | "stopped" | "no Python" | "crashed";

const TIME_TO_END = 2000; // milliseconds
const MISSING_PYTHON_SHOWN = "statuslens.missingPythonShown";

/** The language server of this window: its process, the Python that runs it, and its health. */
export class Server {
  health: Health = "starting";
  private client: LanguageClient | undefined;
  private process: ChildProcess | undefined;
  private readonly changes = new EventEmitter<Health>();
  readonly onDidChangeHealth = this.changes.event;
  private readonly settings = new EventEmitter<void>();
  /** Fires after the server has received its settings. */
  readonly onDidChangeSettings = this.settings.event;
  private byUser = false;
  private readonly again = oneAtATime(() => this.startAnew());

  constructor(
    private readonly context: ExtensionContext,
    private readonly log: LogOutputChannel,
  ) {}

  /** Starts or restarts the server. With `byUser`, a missing Python is always reported. */
  restart({ byUser = false } = {}): Promise<void> {
    this.byUser ||= byUser;
    return this.again();
  }

  async stop(): Promise<void> {
    const stopping = this.client;
    this.client = undefined;
    const process = this.process;
    // A client that never started refuses to stop.
    await stopping?.stop().catch(() => undefined);
    setTimeout(() => process?.kill(), TIME_TO_END);
  }

  /** Makes the server ask for its settings again. */
  async notifySettingsChanged(): Promise<void> {
    if (!this.client?.isRunning()) return;
    await this.client.sendNotification("workspace/didChangeConfiguration", { settings: null });
  }

  /** The answer to one of the server's own requests. */
  ask<Method extends keyof Requests>(
    method: Method,
    params: Requests[Method]["params"],
  ): Promise<Requests[Method]["answer"] | undefined> {
    return this.send(method, params);
  }

  /** The result of one of the server's commands. */
  run<Answer>(command: string, ...args: unknown[]): Promise<Answer | undefined> {
    return this.send("workspace/executeCommand", { command, arguments: args });
  }

  /** The answer, once the server has started. On failure: undefined, and a line in the log. */
  private async send<Answer>(method: string, params: object | null): Promise<Answer | undefined> {
    try {
      while (this.health === "starting") await once(this.onDidChangeHealth);
      if (!this.client?.isRunning()) throw new Error("the server is not running");
      return await this.client.sendRequest<Answer>(method, params);
    } catch (error) {
      this.log.error(`${method}: ${(error as Error).message}`);
      return undefined;
    }
  }

  private async startAnew(): Promise<void> {
    const byUser = this.byUser;
    this.byUser = false;
    try {
      await this.stop();
      this.become("starting");
      await this.start(byUser);
    } catch (error) {
      this.become("stopped");
      this.log.error(error as Error);
    }
  }

  private async start(byUser: boolean): Promise<void> {
    const { extensionPath, globalState, globalStorageUri } = this.context;
    const cache = Uri.joinPath(globalStorageUri, "bytecode").fsPath;
    const run = ([command, ...own]: Python) =>
      spawn(command, [...own, ...serverArguments(extensionPath, cache)], {
        cwd: extensionPath,
        env: environment(),
        windowsHide: true,
      }).on("error", () => undefined); // the probe reports the reason
    let early: ChildProcess | undefined;
    const python = await findPython(
      candidates(await folderPythons(), process.platform),
      (each) => {
        // Start the server while probing this Python: most of them can run it.
        early?.kill();
        early = run(each);
        return probe(each, extensionPath);
      },
      (line) => this.log.info(line),
    );
    if (!python) {
      early?.kill();
      this.become("no Python");
      if (byUser || !globalState.get(MISSING_PYTHON_SHOWN)) void this.explainMissingPython();
      return void (await globalState.update(MISSING_PYTHON_SHOWN, true));
    }
    if (globalState.get(MISSING_PYTHON_SHOWN)) {
      await globalState.update(MISSING_PYTHON_SHOWN, undefined);
    }
    const serve = async () => {
      this.process = early && isRunning(early) ? early : run(python);
      early = undefined;
      this.process.once("exit", (code, signal) => {
        this.log.info(`The server process exited: ${signal ?? code}`);
      });
      return this.process;
    };
    const mayRestart = crashes();
    this.client = new LanguageClient(
      "statuslens",
      "Status Lens",
      serve,
      {
        documentSelector: ["file", "untitled"].map((scheme) => ({ scheme, language: "python" })),
        initializationOptions: () => workspace.getConfiguration("statuslens"),
        middleware: {
          workspace: {
            // The project's Python decides which names exist; the Python extension knows it too.
            configuration: async ({ items }, token, next) => {
              const answered = await next({ items }, token);
              if (!Array.isArray(answered)) return answered;
              setTimeout(() => this.settings.fire(), 100); // the server has them by then
              return Promise.all(answered.map((one, index) => named(one, items[index]?.scopeUri)));
            },
          },
        },
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          closed: () => {
            if (mayRestart()) {
              this.log.warn("The server exited unexpectedly; restarting it.");
              return { action: CloseAction.Restart, handled: true };
            }
            this.become("crashed");
            void this.explainCrash();
            return { action: CloseAction.DoNotRestart, handled: true };
          },
        },
        initializationFailedHandler: () => false,
        outputChannel: this.log,
        traceOutputChannel: this.log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
      },
    );
    this.client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) this.become("running");
      else if (newState === State.Starting) this.become("starting");
    });
    // The client logs its own failure; the handler above informs the user.
    await this.client.start().catch(() => {
      if (this.health === "starting") this.become("stopped");
    });
  }

  private become(health: Health): void {
    this.health = health;
    this.changes.fire(health);
  }

  private async explainMissingPython(): Promise<void> {
    const choice = await window.showErrorMessage(
      "Status Lens found no Python 3.10 to 3.14 to run on. Choose an interpreter or install one; " +
        "it needs no extra packages.",
      "Choose Interpreter",
      "Open Settings",
      "Learn More",
    );
    if (choice === "Choose Interpreter") await chooseInterpreter();
    if (choice === "Open Settings") await openSettings();
    if (choice === "Learn More") {
      const walkthrough = "statuslens.statuslens#statuslens.start";
      await commands.executeCommand("workbench.action.openWalkthrough", walkthrough);
    }
  }

  private async explainCrash(): Promise<void> {
    const choice = await window.showErrorMessage(
      "The Status Lens server keeps crashing and was not restarted. See the log for details.",
      "Show Log",
      "Restart Server",
    );
    if (choice === "Show Log") this.log.show();
    if (choice === "Restart Server") await this.restart({ byUser: true });
  }
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

function once<Value>(event: Event<Value>): Promise<Value> {
  return new Promise((resolve) => {
    const listening = event((value) => {
      listening.dispose();
      resolve(value);
    });
  });
}

/** The settings; if they name no interpreter, with the project's Python. */
async function named(settings: unknown, scopeUri?: string): Promise<unknown> {
  if (typeof settings !== "object" || settings === null) return settings;
  const uri = scopeUri ? Uri.parse(scopeUri) : workspace.workspaceFolders?.[0]?.uri;
  return { ...settings, interpreter: projectPython(await folderPython(uri), process.platform) };
}

async function chooseInterpreter(): Promise<void> {
  if ((await commands.getCommands(true)).includes("python.setInterpreter")) {
    return void (await commands.executeCommand("python.setInterpreter"));
  }
  const [file] = (await window.showOpenDialog({ title: "Python for Status Lens" })) ?? [];
  if (!file) return;
  const settings = workspace.getConfiguration("statuslens");
  await settings.update("interpreter", file.fsPath, ConfigurationTarget.Global);
}

async function openSettings(): Promise<void> {
  // In a remote window the user settings do not include the machine settings.
  const settings = env.remoteName
    ? "workbench.action.openRemoteSettings"
    : "workbench.action.openSettings";
  await commands.executeCommand(settings, { query: "statuslens.interpreter" });
}
