import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { posix, win32 } from "node:path";

/** How to call one Python: a command and its own first arguments, like `py -3`. */
export type Python = readonly [command: string, ...args: string[]];

/** What the editor knows about Python in one workspace folder, or outside of any. */
export interface Place {
  readonly folder?: string | undefined;
  readonly interpreter?: string | undefined;
  readonly environment?: string | undefined;
}

export interface Facts {
  readonly implementation: string;
  readonly version: readonly [major: number, minor: number, micro: number];
  readonly statuslens: boolean;
}

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

/** Asks a Python about itself. It imports from `cwd` too: never give it a folder of the user's. */
export function probe([command, ...args]: Python, cwd: string, timeout = 10_000): Promise<Facts> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd,
      env: environment(),
      timeout,
      killSignal: "SIGKILL",
      windowsHide: true,
    } as const;
    execFile(command, [...args, "-c", PROBE], options, (error, stdout, stderr) => {
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

// An old Python has to get as far as telling its version.
// A folder that merely bears the name has a spec, but no origin.
const PROBE = `
import json, platform, sys
found = False
if sys.version_info >= (3, 10):
    import importlib.util
    spec = importlib.util.find_spec('statuslens')
    found = bool(spec and spec.origin)
print(json.dumps({
    'implementation': platform.python_implementation(),
    'version': sys.version_info[:3],
    'statuslens': found,
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
  statuslens,
}: Facts): readonly [usable: boolean, outcome: string] {
  const [major, minor] = version;
  const name = `${implementation} ${version.join(".")}`;
  if (implementation !== "CPython") return [false, `${name}, but the server needs CPython`];
  if (major < 3 || (major === 3 && minor < 10))
    return [false, `${name}, but the server needs 3.10 or newer`];
  if (!statuslens) return [false, `${name} without the statuslens package`];
  return [true, `${name} with the statuslens package, used`];
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
