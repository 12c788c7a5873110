import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import {
  candidates,
  type Facts,
  findPython,
  probe,
  projectPython,
  type Python,
  serverArguments,
} from "./python";

const good: Facts = { implementation: "CPython", version: [3, 12, 1], freeThreaded: false, problem: null };

describe("candidates", () => {
  it("come in the promised order", () => {
    const folderPython = { folder: "/ws", interpreter: "/opt/py", environment: "/envs/active/bin/python" };
    assert.deepEqual(candidates([folderPython], "linux"), [
      ["/opt/py"],
      ["/envs/active/bin/python"],
      ["/ws/.venv/bin/python"],
      ["/ws/venv/bin/python"],
      ["python3"],
      ["python"],
    ]);
  });

  it("end with py -3 on Windows, whose environments look different", () => {
    assert.deepEqual(candidates([{ folder: "C:\\ws" }], "win32"), [
      ["C:\\ws\\.venv\\Scripts\\python.exe"],
      ["C:\\ws\\venv\\Scripts\\python.exe"],
      ["python3"],
      ["python"],
      ["py", "-3"],
    ]);
  });

  it("are only the commands on the path where nothing is known", () => {
    assert.deepEqual(candidates([{ interpreter: "  " }], "darwin"), [["python3"], ["python"]]);
  });

  it("take every folder's setting before any folder's environment, and each Python once", () => {
    const one = { folder: "/a", interpreter: "python3", environment: "/a/.venv/bin/python" };
    const two = { folder: "/b", interpreter: "/opt/py", environment: "/a/.venv/bin/python" };
    assert.deepEqual(candidates([one, two], "linux").flat(), [
      "python3",
      "/opt/py",
      "/a/.venv/bin/python",
      "/a/venv/bin/python",
      "/b/.venv/bin/python",
      "/b/venv/bin/python",
      "python",
    ]);
  });

  for (const [setting, path] of [
    ["env/bin/python", "/ws/env/bin/python"],
    ["./env/bin/python", "/ws/env/bin/python"],
    ["${workspaceFolder}/env/bin/python", "/ws/env/bin/python"],
    ["~/env/bin/python", `${homedir()}/env/bin/python`],
    ["/opt/py", "/opt/py"],
    ["python3.13", "python3.13"],
  ] as const) {
    it(`read the setting ${setting}`, () => {
      assert.deepEqual(candidates([{ folder: "/ws", interpreter: setting }], "linux")[0], [path]);
    });
  }
});

describe("projectPython", () => {
  const environment = "/envs/active/bin/python";

  it("is the setting's, before that of the Python extension", () => {
    const folderPython = { folder: "/ws", interpreter: "env/bin/python", environment };
    assert.equal(projectPython(folderPython, "linux"), "/ws/env/bin/python");
    assert.equal(projectPython({ folder: "/ws", interpreter: "", environment }, "linux"), environment);
  });

  it("is empty if there is none: the server looks for `.venv` itself", () => {
    assert.equal(projectPython({ folder: "/ws" }, "linux"), "");
  });
});

describe("findPython", () => {
  const pythons: Python[] = [["first"], ["second"], ["py", "-3"]];

  async function find(answers: Record<string, Facts>) {
    const asked: string[] = [];
    const log: string[] = [];
    const ask = async ([command]: Python) => {
      asked.push(command);
      return answers[command] ?? Promise.reject(new Error("not found"));
    };
    return { python: await findPython(pythons, ask, (line) => log.push(line)), asked, log };
  }

  it("takes the first that is usable and asks no further", async () => {
    const { python, asked, log } = await find({ first: good, second: good });
    assert.deepEqual(python, ["first"]);
    assert.deepEqual(asked, ["first"]);
    assert.deepEqual(log, ["first: CPython 3.12.1, used to run the server"]);
  });

  it("passes over one that is too old", async () => {
    const old: Facts = { ...good, version: [3, 9, 18] };
    const { python, log } = await find({ first: old, second: { ...good, version: [3, 10, 0] } });
    assert.deepEqual(python, ["second"]);
    assert.equal(log[0], "first: CPython 3.9.18, but the server needs 3.10 to 3.14");
  });

  for (const version of [[2, 12, 0], [3, 15, 0], [4, 12, 0]] as const) {
    it(`passes over ${version.join(".")}, which no package holds libraries for`, async () => {
      const { python } = await find({ first: { ...good, version }, second: good });
      assert.deepEqual(python, ["second"]);
    });
  }

  it("passes over a free-threaded one", async () => {
    const { python, log } = await find({ first: { ...good, freeThreaded: true }, second: good });
    assert.deepEqual(python, ["second"]);
    assert.equal(log[0], "first: CPython 3.12.1, but free-threaded builds are not supported");
  });

  it("passes over one where the libraries do not fit, and says how", async () => {
    const problem = "wrong ELF class";
    const { python, log } = await find({ first: { ...good, problem }, second: good });
    assert.deepEqual(python, ["second"]);
    assert.equal(
      log[0],
      "first: CPython 3.12.1, but the server cannot run on it: wrong ELF class",
    );
  });

  it("passes over another implementation", async () => {
    const { python, log } = await find({
      first: { ...good, implementation: "PyPy" },
      second: good,
    });
    assert.deepEqual(python, ["second"]);
    assert.equal(log[0], "first: PyPy 3.12.1, but the server needs CPython");
  });

  it("keeps the arguments of the command it takes", async () => {
    const { python, log } = await find({ py: good });
    assert.deepEqual(python, ["py", "-3"]);
    assert.equal(log.at(-1), "py -3: CPython 3.12.1, used to run the server");
  });

  it("finds nothing where nothing is usable, and says why of each", async () => {
    const { python, log } = await find({ second: { ...good, freeThreaded: true } });
    assert.equal(python, undefined);
    assert.deepEqual(log, [
      "first: not found",
      "second: CPython 3.12.1, but free-threaded builds are not supported",
      "py -3: not found",
    ]);
  });
});

describe("probe", () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  // Without site-packages, so that it makes no difference what is installed on this machine.
  const bare: Python = ["python3", "-S"];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "statuslens-"));
    for (const name of ["empty", "package/statuslens", "namespace/statuslens", "bundle/bundled"]) {
      mkdirSync(at(name), { recursive: true });
    }
    writeFileSync(
      at("package/statuslens/__init__.py"),
      "raise SystemExit('looking for it must not run it')\n",
    );
  });
  after(() => rmSync(folder, { recursive: true }));

  it("tells the version of the python3 on the path", async () => {
    const version = execFileSync("python3", ["-c", "import sys; print(*sys.version_info[:3])"], {
      encoding: "utf8",
    });
    const facts = await probe(["python3"], folder);
    assert.deepEqual(facts.version, version.trim().split(" ").map(Number));
    assert.equal(facts.implementation, "CPython");
  });

  const lacking = "the statuslens package is not installed (in a clone: pip install .)";

  it("reports whether the package is there, without running it", async () => {
    assert.equal((await probe(bare, at("empty"))).problem, lacking);
    assert.equal((await probe(bare, at("package"))).problem, null);
  });

  it("does not take a mere folder of that name for the package", async () => {
    assert.equal((await probe(bare, at("namespace"))).problem, lacking);
  });

  it("does not look where PYTHONPATH points", async () => {
    process.env["PYTHONPATH"] = at("package");
    try {
      assert.equal((await probe(bare, at("empty"))).problem, lacking);
    } finally {
      delete process.env["PYTHONPATH"];
    }
  });

  it("tries the compiled libraries of a package", async () => {
    const [major, minor] = (await probe(bare, at("empty"))).version;
    assert.match((await probe(bare, at("bundle"))).problem ?? "", /tree_sitter/);
    const compiled = at(`bundle/bundled/cp${major}${minor}`);
    mkdirSync(compiled, { recursive: true });
    writeFileSync(join(compiled, "tree_sitter.py"), "raise ImportError('wrong ELF class')\n");
    assert.equal((await probe(bare, at("bundle"))).problem, "wrong ELF class");
    for (const name of ["tree_sitter.py", "tree_sitter_python.py"]) {
      writeFileSync(join(compiled, name), "");
    }
    assert.equal((await probe(bare, at("bundle"))).problem, null);
  });

  it("says that a command is not found", async () => {
    await assert.rejects(probe([at("no-such-python")], folder), { message: "not found" });
  });

  it("says how a command failed", async () => {
    await assert.rejects(
      probe(["python3", "--no-such-flag"], folder),
      /could not be run \(2\): \S/,
    );
  });

  for (const answer of ["seven", "7", "null"]) {
    it(`says that a command is something else than Python where it answers ${answer}`, async () => {
      const other: Python = [process.execPath, "-p", JSON.stringify(answer), "--"];
      await assert.rejects(probe(other, folder), {
        message: `unexpected answer "${answer}"; this is not Python`,
      });
    });
  }

  it("reads past what is printed before the answer", async () => {
    const noisy: Python = ["python3", "-c", `print("hello"); exec(__import__("sys").argv[3])`];
    assert.equal((await probe(noisy, folder)).implementation, "CPython");
  });

  it("gives up on one that does not answer", async () => {
    const slow: Python = [process.execPath, "-e", "setTimeout(() => {}, 60_000)", "--"];
    await assert.rejects(probe(slow, folder, 200), { message: "no answer within 0.2 s" });
  });
});

describe("serverArguments", () => {
  it("run the server of a package apart from all that the Python has", () => {
    const folder = mkdtempSync(join(tmpdir(), "statuslens-"));
    mkdirSync(join(folder, "bundled"));
    assert.deepEqual(serverArguments(folder, "/cache"), [
      "-I",
      "-S",
      "-X",
      "pycache_prefix=/cache",
      join(folder, "bundled", "statuslens_server.py"),
      "serve",
    ]);
    rmSync(folder, { recursive: true });
  });

  it("run the installed server where the extension is a source checkout", () => {
    assert.deepEqual(serverArguments("/checkout", "/cache"), ["-m", "statuslens", "serve"]);
  });
});
