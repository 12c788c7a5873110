// What one has around it: commands, settings that change, a project with older libraries, a server that dies.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { copyOfExamples, removeFolder, starletteEnvironment } from "./folders.mjs";
import { step } from "./step.mjs";
import { startWorkbench } from "./workbench.mjs";

let started;
const workbench = () => started;
before(async () => {
  started = await startWorkbench();
});
after(() => started?.stop());

const LOANS = "toolshed/routes_loans.py";
const TESTS = "tests/test_items.py";
const DRAFT = "toolshed/draft.py";
const HINT = 'HTTPException(404Not Found, "no such loan")';
const UNFINISHED = `from fastapi import status

missing = status.HTTP_404_NOT_FOUND

answer = 
`;
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
  assert.match(row, /404 Not Found.*\d+ usages/s);
  await window.keyboard.press("Enter");
  const usage = await window.search("routes_items.py");
  assert.match(usage, /toolshed\/routes_items\.py:\d+/);
  await window.keyboard.press("Enter");
  await window.page.locator(".tab.active", { hasText: "routes_items.py" }).waitFor();
});

step("fix all in the workspace", { workbench, file: TESTS }, async (window, folder) => {
  await window.untilLine("status_code == 200OK"); // the gap before a hint is no character
  await window.command("Status Lens: Fix All in Workspace");
  await window.button("Preview");
  // It lists every change of every file, and what is not ticked is not made.
  const rows = window.page.locator(".bulk-edit-panel .monaco-list-row");
  const file = rows.filter({ hasText: "test_items.py" }).first();
  await file.waitFor();
  await file.locator(".monaco-custom-toggle, input").first().click();
  await window.button("Apply");
  await window.untilLine("assert response.status_code == status.HTTP_200_OK");
  assert.match(readFileSync(join(folder, LOANS), "utf8"), /HTTPException\(404, /);
});

step("insert a status", { workbench, file: DRAFT, files: { [DRAFT]: UNFINISHED } }, async (window) => {
  await window.hover("HTTP_404_NOT_FOUND", /404 Not Found/); // the server is there
  await window.goToLine(5);
  await window.keyboard.press("End");
  await window.command("Status Lens: Insert Status Code at Cursor");
  assert.match(await window.search("teapot"), /status\.HTTP_418_IM_A_TEAPOT/);
  await window.keyboard.press("Enter");
  await window.untilLine("answer = status.HTTP_418_IM_A_TEAPOT");
});

step("behind the braces of the status bar", { workbench, file: LOANS }, async (window) => {
  await window.untilLine(HINT);
  await window.page.locator('[id="status.languageStatus"]').hover();
  const shown = window.page.locator(".hover-language-status");
  await window.until("it tells whose names and which server", async () => {
    const text = (await shown.allInnerTexts()).join(" ").replace(/\s+/g, " ");
    return /^Starlette · status\.HTTP_200_OK Status Lens \d+\.\d+\.\d+, Python 3\.\d+ Show Log$/.test(text);
  });
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

const RAISES = "from fastapi import HTTPException, status\n\nraise HTTPException()\n";
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
        [DRAFT]: RAISES,
      },
    },
    async (window) => {
      await window.typeBefore(3, ")", "status.422");
      await offersOnly(window, names);
    },
  );
}

step(
  "a second folder",
  {
    workbench,
    file: "new_names.py",
    files: {
      ...starletteEnvironment("1.0.0", NEW),
      "new_names.py": RAISES,
      "both.code-workspace": { folders: [{ path: "." }] },
    },
    workspace: "both.code-workspace",
  },
  async (window) => {
    const second = copyOfExamples({
      ...starletteEnvironment("0.27.0", OLD),
      "old_names.py": RAISES,
      "second/notes.txt": "", // a folder that the first one has not
    });
    const listed = (name, timeout = 20_000) =>
      window.page.locator(".explorer-folders-view", { hasText: name }).waitFor({ timeout });
    const row = window.page.locator(".quick-input-list .monaco-list-row", { hasText: "second" });
    try {
      await listed("new_names.py");
      await window.command("Workspaces: Add Folder to Workspace...");
      await window.fillIn(`${second}/`);
      await window.until("the folder is added", async () => {
        // While the dialog still has a row chosen, Enter goes there instead.
        if (await window.page.locator(".quick-input-widget input.input").isVisible()) {
          await window.fillIn(`${second}/`);
          await row.waitFor();
          await window.keyboard.press("Enter");
        }
        return listed("old_names.py", 3000).then(
          () => true,
          () => false,
        );
      });
      for (const [file, names] of [
        ["old_names.py", OLD],
        ["new_names.py", NEW],
      ]) {
        await window.openFile(file);
        await window.typeBefore(3, ")", "status.422");
        await offersOnly(window, names);
      }
    } finally {
      removeFolder(second);
    }
  },
);

/** The names of 422 that are offered are these. */
async function offersOnly(window, names) {
  const wanted = Object.keys(names).filter((name) => name.includes("422"));
  await window.until(`only ${wanted} is offered`, async () => {
    return (await window.suggestions()).join() === wanted.join();
  });
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
