// A folder that is not trusted: no Python that it brings along is run, and its settings choose none.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { starletteEnvironment } from "./folders.mjs";
import { step } from "./step.mjs";
import { startWorkbench } from "./workbench.mjs";

let started;
const workbench = () => started;
before(async () => {
  started = await startWorkbench({ trusts: false });
});
after(() => started?.stop());

const DRAFT = "toolshed/draft.py";
const TELLS = '#!/bin/sh\ntouch "$(dirname "$0")/was-run"\nexit 1\n';

step(
  "a folder that is not trusted",
  {
    workbench,
    file: DRAFT,
    files: {
      ...starletteEnvironment("1.0.0", { HTTP_422_UNPROCESSABLE_CONTENT: 422 }),
      ...starletteEnvironment("0.27.0", { HTTP_422_UNPROCESSABLE_ENTITY: 422 }, "brought"),
      ".venv/bin/python": TELLS,
      "brought/bin/python": TELLS,
      ".vscode/settings.json": { "statuslens.interpreter": "./brought/bin/python" },
      [DRAFT]:
        "from fastapi import HTTPException, status\n\nmissing = HTTPException(404)\nraise HTTPException()\n",
    },
  },
  async (window, folder) => {
    const wasRun = () =>
      [".venv", "brought"].filter((name) => existsSync(join(folder, name, "bin/was-run")));
    await window.page.getByText("Restricted Mode").first().waitFor();
    await window.hover("404", /404 Not Found/);
    await window.typeBefore(4, ")", "status.42");
    const offers = (name) => async () => (await window.suggestions()).join() === name;
    await window.until("the setting does not count", offers("HTTP_422_UNPROCESSABLE_CONTENT"));
    await window.keyboard.press("Escape");
    assert.deepEqual(wasRun(), []);

    await window.command("Workspaces: Manage Workspace Trust");
    await window.button("Trust");
    await window.page.getByText("You trust this folder").waitFor();
    await window.page.locator(".monaco-modal-editor-block .codicon-close").first().click();
    await window.goToLine(4);
    await window.typeBefore(4, ")", "2");
    await window.until("the setting counts", offers("HTTP_422_UNPROCESSABLE_ENTITY"));
    await window.command("Status Lens: Restart Server");
    await window.until("the folder's Pythons are asked", () => wasRun().length === 2);
  },
);
