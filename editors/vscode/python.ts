import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, posix, win32 } from "node:path";

/** How to call one Python: a command and its own first arguments, like `py -3`. */
export type Python = readonly [command: string, ...args: string[]];

/** What the editor knows about Python in one workspace folder, or outside of any. */
export interface Place {
  readonly folder?: string | undefined;
  readonly interpreter?: string | undefined;
  readonly environment?: string | undefined;
}

/** What a Python tells of itself. `problem` is why the server's modules cannot be imported there. */
export interface Facts {
  readonly implementation: string;
  readonly version: readonly [major: number, minor: number, micro: number];
  readonly freeThreaded: boolean;
  readonly problem: string | null;
}

/** The Pythons that a package holds compiled libraries for: 3.10 to 3.14. */
export const OLDEST = 10;
export const NEWEST = 14;

/** Every Python worth asking, the likeliest first, each once. */
export function candidates(places: readonly Place[], platform: NodeJS.Platform): Python[] {
  const windows = platform === "win32";
  const { join } = windows ? win32 : posix;
  const named = places.map((place) => expand(place, windows));
  const environments = places.map((place) => place.environment);
  const folders = places.flatMap(({ folder }) => folder ?? []);
  const venvs = folders.flatMap((folder) =>
    [".venv", "venv"].map((venv) =>
      join(folder, venv, ...(windows ? ["Scripts", "python.exe"] : ["bin", "python"])),
    ),
  );
  const commands = [...named, ...environments, ...venvs, "python3", "python"].flatMap(
    (command) => command || [],
  );
  const pythons = [...new Set(commands)].map((command): Python => [command]);
  return windows ? [...pythons, ["py", "-3"]] : pythons;
}

/** The Python that the project of that place uses, as far as anybody says; else "". */
export function projectPython(place: Place, platform: NodeJS.Platform): string {
  return expand(place, platform === "win32") || place.environment || "";
}

/** The first candidate that can run the server. Every one asked leaves a line in the log. */
export async function findPython(
  pythons: readonly Python[],
  ask: (python: Python) => Promise<Facts>,
  log: (line: string) => void,
): Promise<Python | undefined> {
  for (const python of pythons) {
    const [usable, outcome] = await ask(python).then(
      judge,
      (error: Error) => [false, error.message] as const,
    );
    log(`${python.join(" ")}: ${outcome}`);
    if (usable) return python;
  }
  return undefined;
}

/**
 * How a Python runs the server of the extension in that folder. In a package it imports nothing of
 * its own or of the workspace, and writes its bytecode into `cache`; a source checkout has no
 * libraries inside, so there it is a Python in which the package is installed.
 */
export function serverArguments(extension: string, cache: string): string[] {
  const bundled = bundledFolder(extension);
  return bundled
    ? ["-I", "-S", "-X", `pycache_prefix=${cache}`, join(bundled, "statuslens_server.py"), "serve"]
    : ["-m", "statuslens", "serve"];
}

/**
 * Asks a Python about itself, and whether the server can run there. It imports from the extension's
 * folder too: never give it a folder of the user's.
 */
export function probe(
  [command, ...args]: Python,
  extension: string,
  timeout = 10_000,
): Promise<Facts> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: extension,
      env: environment(),
      timeout,
      killSignal: "SIGKILL",
      windowsHide: true,
    } as const;
    const asked = [...args, "-B", "-c", PROBE, bundledFolder(extension) ?? ""];
    execFile(command, asked, options, (error, stdout, stderr) => {
      if (error) return reject(new Error(failure(error, stderr, timeout)));
      // A sitecustomize may print too, and it does so first.
      const answer = stdout.trimEnd().split("\n").at(-1) ?? "";
      const facts = parse(answer);
      if (facts) resolve(facts);
      else reject(new Error(`answered ${JSON.stringify(answer)}, which no Python does`));
    });
  });
}

/** The editor's environment without PYTHONPATH, which may hide the server's own packages. */
export function environment(): NodeJS.ProcessEnv {
  const { PYTHONPATH: _, ...rest } = process.env;
  return rest;
}

function bundledFolder(extension: string): string | undefined {
  const folder = join(extension, "bundled");
  return existsSync(folder) ? folder : undefined;
}

// An old Python has to get as far as telling its version.
// Whether the libraries fit, none knows better than the import: a Python may be of another
// processor, of another C library, or without the lock that its namesake has.
const PROBE = `
import json, platform, sys, sysconfig
problem = None
if sys.version_info >= (3, 10):
    import importlib.util
    if sys.argv[1]:
        sys.path[:0] = [sys.argv[1] + '/cp%d%d' % sys.version_info[:2], sys.argv[1] + '/common']
        try:
            import tree_sitter, tree_sitter_python
        except Exception as error:
            problem = str(error)
    else:
        # A folder that merely bears the name has a spec, but no origin.
        spec = importlib.util.find_spec('statuslens')
        if not (spec and spec.origin):
            problem = 'it lacks the statuslens package'
print(json.dumps({
    'implementation': platform.python_implementation(),
    'version': sys.version_info[:3],
    'freeThreaded': bool(sysconfig.get_config_var('Py_GIL_DISABLED')),
    'problem': problem,
}))
`;

function parse(answer: string): Facts | undefined {
  try {
    const facts = JSON.parse(answer) as Facts | null;
    return Array.isArray(facts?.version) ? (facts as Facts) : undefined;
  } catch {
    return undefined;
  }
}

function judge({
  implementation,
  version,
  freeThreaded,
  problem,
}: Facts): readonly [usable: boolean, outcome: string] {
  const [major, minor] = version;
  const name = `${implementation} ${version.join(".")}`;
  if (implementation !== "CPython") return [false, `${name}, but the server needs CPython`];
  if (major !== 3 || minor < OLDEST || minor > NEWEST)
    return [false, `${name}, but the server needs 3.${OLDEST} to 3.${NEWEST}`];
  if (freeThreaded) return [false, `${name}, but free-threaded`];
  if (problem) return [false, `${name}, but the server cannot run there: ${problem}`];
  return [true, `${name}, used to run the server`];
}

function failure(
  error: { code?: unknown; killed?: boolean },
  stderr: string,
  timeout: number,
): string {
  if (error.killed) return `no answer within ${timeout / 1000} s`;
  if (error.code === "ENOENT") return "not found";
  const reason = stderr.trimEnd().split("\n").at(-1);
  return `could not be run (${error.code})${reason ? `: ${reason}` : ""}`;
}

function expand({ folder, interpreter = "" }: Place, windows: boolean): string {
  const { join, resolve } = windows ? win32 : posix;
  const path = interpreter.trim().replace("${workspaceFolder}", ".");
  if (/^~[\\/]/.test(path)) return join(homedir(), path.slice(2));
  // A bare name is a command on the path.
  return folder && /[\\/]/.test(path) ? resolve(folder, path) : path;
}
