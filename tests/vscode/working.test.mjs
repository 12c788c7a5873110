// What one has around it: commands, settings that change, a project with older libraries, a server that dies.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { starletteEnvironment } from "./folders.mjs";
import { step } from "./step.mjs";
import { startWorkbench } from "./workbench.mjs";

let started;
const workbench = () => started;
before(async () => {
  started = await startWorkbench();
});
after(() => started?.stop());

const LOANS = "toolshed/routes_loans.py";
const DRAFT = "toolshed/draft.py";
const HINT = 'HTTPException(404Not Found, "no such loan")';
const NO_HINT = 'HTTPException(404, "no such loan")';

step("explain a status code", { workbench, file: LOANS }, async (window) => {
  await window.untilLine(HINT); // the server is there
  await window.command("Status Lens: Explain a Status Code");
  const row = await window.search("teapot");
  assert.match(row, /418 I'm a teapot/i);
  await window.keyboard.press("Enter");
  const card = await window.until("the card is shown", () => window.preview(/teapot/));
  assert.doesNotMatch(card, /\*\*|\]\(/);
});

step("usage in the workspace", { workbench, file: LOANS }, async (window) => {
  await window.untilLine(HINT);
  await window.command("Status Lens: Show Usage in Workspace");
  const row = await window.search("404");
  assert.match(row, /404 Not Found.*\d+ places/s);
  await window.keyboard.press("Enter");
  const place = await window.search("routes_items.py");
  assert.match(place, /toolshed\/routes_items\.py:\d+/);
  await window.keyboard.press("Enter");
  await window.page.locator(".tab.active", { hasText: "routes_items.py" }).waitFor();
});

step(
  "a setting that changes",
  { workbench, file: LOANS, files: { ".vscode/settings.json": {} } },
  async (window, folder) => {
    await window.untilLine(HINT);
    const settings = join(folder, ".vscode/settings.json");
    writeFileSync(settings, JSON.stringify({ "statuslens.inlayHints": false }));
    await window.untilLine(NO_HINT);
    writeFileSync(settings, JSON.stringify({ "statuslens.inlayHints": true }));
    await window.untilLine(HINT);
  },
);

const OLD = { HTTP_404_NOT_FOUND: 404, HTTP_422_UNPROCESSABLE_ENTITY: 422 };
const NEW = { HTTP_404_NOT_FOUND: 404, HTTP_422_UNPROCESSABLE_CONTENT: 422 };
for (const [version, names] of [
  ["0.27.0", OLD],
  ["1.0.0", NEW],
]) {
  step(
    `names of Starlette ${version}`,
    {
      workbench,
      file: DRAFT,
      files: {
        ...starletteEnvironment(version, names),
        [DRAFT]: "from fastapi import HTTPException, status\n\nraise HTTPException()\n",
      },
    },
    async (window) => {
      await window.typeBefore(3, ")", "status.422");
      const wanted = Object.keys(names).filter((name) => name.includes("422"));
      await window.until(`only ${wanted} is offered`, async () => {
        const seen = await window.suggestions();
        return seen.join() === wanted.join();
      });
    },
  );
}

step("a server that is killed comes back", { workbench, file: LOANS }, async (window) => {
  await window.hover("404", /404 Not Found/);
  const running = workbench().processes("statuslens_server");
  assert.ok(running.length > 0);
  for (const id of running) process.kill(id, "SIGKILL");
  await window.until("another server runs", () =>
    workbench().processes("statuslens_server").some((id) => !running.includes(id)),
  );
  await window.hover("403", /403 Forbidden/);
});
