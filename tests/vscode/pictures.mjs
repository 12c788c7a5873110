// Makes the pictures of the READMEs and of docs/, by hand and eye of the tests: `make pictures`.
//
//     node tests/vscode/pictures.mjs [NAME…]    docs/images/NAME-light.png, NAME-dark.png
//
// A scene that does not come about fails, so what a picture shows is what the extension does.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { copyOfExamples, removeFolder } from "./folders.mjs";
import { withFewerColours } from "./png.mjs";
import { besideAnotherServer } from "./small_extensions.mjs";
import { HOVER } from "./window.mjs";
import { ROOT, startWorkbench } from "./workbench.mjs";

const FOLDER = join(ROOT, "docs/images");
const MOST_BYTES = 150_000;
const THEMES = { light: "Default Light Modern", dark: "Default Dark Modern" };
const SIZE = { width: 860, height: 620 };
const MARGIN = 16;

// The code and what belongs to it, and nothing else of the window.
const BARE = {
  "breadcrumbs.enabled": false,
  "editor.cursorBlinking": "solid",
  "editor.folding": false,
  "editor.glyphMargin": false,
  "editor.guides.indentation": false,
  "editor.hover.above": false,
  "editor.hideCursorInOverviewRuler": true,
  "editor.lineNumbersMinChars": 2,
  "editor.occurrencesHighlight": "off",
  "editor.overviewRulerBorder": false,
  "editor.renderLineHighlight": "none",
  "editor.padding.top": 12,
  "editor.scrollbar.vertical": "hidden",
  "editor.stickyScroll.enabled": false,
  "editor.suggestFontSize": 12,
  "workbench.activityBar.location": "hidden",
  "workbench.editor.showTabs": "none",
  "workbench.statusBar.visible": false,
};

const DRAFT = "toolshed/draft.py";
const SHOW = `from fastapi import APIRouter, HTTPException, status

router = APIRouter()


@router.get("/tools/{tool_id}")
async def show(tool_id: int, shed: ShedDep) -> Tool:
    tool = shed.tools.get(tool_id)
    if tool is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "no such tool")
    return tool`;
const ADD = `from fastapi import APIRouter

router = APIRouter()


@router.post("/tools", )
async def add(new: NewTool, shed: ShedDep) -> Tool:
    return shed.add(new)`;
const BORROW = `from fastapi import APIRouter, HTTPException, status

router = APIRouter()


@router.post("/loans", status_code=201)
async def borrow(wish: NewLoan, shed: ShedDep) -> Loan:
    tool = shed.tools.get(wish.tool_id)
    if tool is None:
        raise HTTPException(404, "not on the shelf")
    if tool.is_out:
        raise HTTPException(409, "somebody else has it")
    return shed.lend(tool)`;

const MISSING = `from http import HTTPStatus

missing = HTTPStatus.NOT_FOUND
wanted = ()`;
const BOTH = /404 Not Found · Client Error[^]*\(constant\) NOT_FOUND/;

// Each leaves the window as its picture is to be, and tells what belongs to it besides the lines, or `alone`;
// `beside` another Python server.
const SCENES = {
  hover: {
    text: SHOW,
    async show(window) {
      await window.hover("HTTP_404_NOT_FOUND", /404 Not Found/);
      return [HOVER];
    },
  },
  completion: {
    text: ADD,
    async show(window) {
      await window.typeBefore(6, ")", "status_code=");
      // The project is read a moment after it was opened; from then on its own habits are the reasons.
      await window.until("the project is known", async () => {
        const [row] = await window.page.locator(".suggest-widget .monaco-list-row").allInnerTexts();
        if (/times in this project/.test(row)) return true;
        await window.keyboard.press("Escape");
        await window.keyboard.press("Control+Space");
        await window.suggestions();
        return false;
      });
      return [".suggest-widget.visible"];
    },
  },
  "quick-fix": {
    text: BORROW,
    async show(window) {
      await window.untilLine("404Not Found");
      await window.click("404");
      const [title] = await window.quickFixes();
      assert.match(title, /HTTP_404_NOT_FOUND/);
      return [".action-widget"];
    },
  },
  "inlay-hints": {
    text: BORROW,
    async show(window) {
      await window.untilLine("409Conflict");
      return [];
    },
  },
  usage: {
    text: BORROW,
    alone: true,
    async show(window) {
      await window.untilLine("409Conflict"); // the server is there
      await window.command("Status Lens: Show Usage in Workspace");
      await window.page.locator(".quick-input-list .monaco-list-row", { hasText: "404" }).waitFor();
      return [".quick-input-widget"];
    },
  },
  "beside-cards": {
    text: MISSING,
    beside: true,
    async show(window) {
      await window.hover("NOT_FOUND", BOTH);
      return [HOVER];
    },
  },
  "beside-list": {
    text: MISSING,
    beside: true,
    async show(window) {
      await window.hover("NOT_FOUND", BOTH);
      await window.typeBefore(4, ")", "HTTPStatus.NO_");
      await window.until("both have a name", async () => {
        const rows = await window.suggestions();
        return rows.filter((row) => row === "NO_CONTENT").length === 2;
      });
      return [".suggest-widget.visible"];
    },
  },
};

async function main(names) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [theme, colours] of Object.entries(THEMES)) {
    for (const beside of [false, true]) {
      const wanted = names.filter((name) => Boolean(SCENES[name].beside) === beside);
      if (wanted.length) await takeAll(wanted, theme, beside ? besideAnotherServer() : {}, colours);
    }
  }
}

async function takeAll(names, theme, { settings, ...options }, colours) {
  const all = { ...BARE, ...settings, "workbench.colorTheme": colours };
  const workbench = await startWorkbench({ ...options, settings: all, scale: 2, size: SIZE });
  try {
    for (const name of names) {
      const path = join(FOLDER, `${name}-${theme}.png`);
      await take(workbench, SCENES[name], path);
      const bytes = statSync(path).size;
      console.log(`${name}-${theme}.png  ${Math.ceil(bytes / 1000)} kB`);
      assert.ok(bytes < MOST_BYTES, `${path} is too big`);
    }
  } finally {
    await workbench.stop();
  }
}

async function take(workbench, { text, alone, show }, path) {
  const folder = copyOfExamples({ [DRAFT]: text });
  let window;
  try {
    window = await workbench.open(folder, DRAFT);
    await window.page.locator(".part.sidebar").waitFor();
    await window.keyboard.press("Control+B");
    await window.page.locator(".part.sidebar").waitFor({ state: "hidden" });
    const selectors = await show(window);
    await sleep(1500); // what fades in, and the links below a card
    const clip = await window.page.evaluate(extent, [selectors, alone ? 0 : MARGIN, !alone]);
    await window.picture(path, { clip });
    writeFileSync(path, withFewerColours(readFileSync(path)));
  } catch (error) {
    await window?.picture(path).catch(() => undefined);
    throw error;
  } finally {
    await window?.close();
    removeFolder(folder);
  }
}

/** Runs in the browser: the rectangle around these elements and, where wanted, all lines of the editor. */
function extent([selectors, margin, withLines]) {
  const boxes = selectors
    .flatMap((selector) => [...document.querySelectorAll(selector)])
    .filter((element) => element.checkVisibility())
    .map((element) => element.getBoundingClientRect());
  if (withLines) {
    for (const line of document.querySelectorAll(".editor-instance .view-line")) {
      const text = document.createRange();
      text.selectNodeContents(line);
      boxes.push(text.getBoundingClientRect());
    }
    boxes.push(...[...document.querySelectorAll(".line-numbers")].map((e) => e.getBoundingClientRect()));
  }
  const seen = boxes.filter(({ width, height }) => width && height);
  // What is outside of the editor is not of this extension.
  const around = document.querySelector(withLines ? ".editor-instance" : "body").getBoundingClientRect();
  const left = Math.max(around.left, Math.min(...seen.map((box) => box.left)) - margin);
  const top = Math.max(around.top, Math.min(...seen.map((box) => box.top)) - margin);
  const right = Math.min(around.right, Math.max(...seen.map((box) => box.right)) + margin);
  const bottom = Math.min(around.bottom, Math.max(...seen.map((box) => box.bottom)) + margin);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

const names = process.argv.slice(2);
await main(names.length ? names : Object.keys(SCENES));
