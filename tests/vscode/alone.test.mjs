// The package with no network, on a Python that has nothing but its own library: all that it needs is inside.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { after, before as beforeAll, describe, test } from "node:test";
import { step } from "./step.mjs";
import { writtenBy } from "./window.mjs";
import { ROOT, startWorkbench } from "./workbench.mjs";

const LOANS = "toolshed/routes_loans.py";
const WORKBENCHS_OWN = /\/\.local\/share\/code-server\/|\/Microsoft\/DeveloperTools\/deviceid/;
const HINT = 'HTTPException(404Not Found, "no such loan")';

const pythons = execFileSync(join(ROOT, "scripts/bootstrap"), ["pythons"], { encoding: "utf8" })
  .split("\n")
  .filter(Boolean);

for (const version of ["3.10", "3.14"]) {
  const name = `without a network on Python ${version}`;
  const python = pythons.map(pathOf).find((path) => versionOf(path) === version);
  if (!python) {
    test(name, { skip: `Python ${version} is not on this machine` });
    continue;
  }
  describe(name, () => {
    let started;
    let before;
    const written = () =>
      [join(started.profile, "extensions"), started.environment.HOME].flatMap(filesBelow);
    beforeAll(async () => {
      started = await startWorkbench({ offline: true, settings: { "statuslens.interpreter": python } });
      before = new Set(written());
    });
    after(() => started?.stop());

    step(`alone on Python ${version}`, { workbench: () => started, file: LOANS }, async (window, folder) => {
      await window.untilLine(HINT);
      await window.hover("404", /404 Not Found/);
      const runs = new RegExp(`${version.replace(".", "\\.")}\\.\\d+, used to run the server`);
      assert.match(started.log(), runs);
      const [server] = started.processes("statuslens_server");
      assert.notEqual(networkOf(server), networkOf("self"));
      await window.click("404");
      const [title] = await window.quickFixes();
      await window.choose(title);
      await window.untilLine(`raise HTTPException(${writtenBy(title)}, "no such loan")`);
      await window.goToLine(2);
      await window.keyboard.type("HTTPException(status_code=", { delay: 30 });
      const [first] = await window.suggestions();
      assert.match(first, /^\w+\.(HTTP_\d{3}_)?[A-Z_]+$/);
      // It writes nothing outside the folder that the editor has for it: no bytecode, no cache.
      const isNew = (file) => !before.has(file) && !WORKBENCHS_OWN.test(file);
      assert.deepEqual(written().filter(isNew), []);
      const inFolder = readdirSync(folder, { recursive: true });
      assert.deepEqual(inFolder.filter((path) => !existsSync(join(ROOT, "examples", path))), []);
      const bytecode = filesBelow(join(started.profile, "data")).filter((file) => /\.pyc /.test(file));
      assert.ok(bytecode.length > 20);
      for (const file of bytecode) assert.match(file, /\/globalStorage\/statuslens\.statuslens\/bytecode\//);
    });
  });
}

/** Every file, with what tells whether it was written to. */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${path} ${lstatSync(path).size} ${lstatSync(path).mtimeMs}`);
}

function networkOf(process) {
  return readlinkSync(`/proc/${process}/ns/net`);
}

function pathOf(command) {
  const asked = ["-c", "import sys; print(sys.executable)"];
  return execFileSync(command, asked, { cwd: ROOT, encoding: "utf8" }).trim();
}

function versionOf(python) {
  const asked = ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"];
  return execFileSync(python, asked, { encoding: "utf8" }).trim();
}
