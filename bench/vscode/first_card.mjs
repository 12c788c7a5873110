// How long it takes in a real VS Code from opening a Python file until its first card is on the screen.
//
//     node bench/vscode/first_card.mjs [--rounds N] [--verbose]    each round with --verbose
//
// Held against the least extension of a pygls server that there can be (extension.js, server.py), on the same
// Python. Each round opens a new window for either, taking turns at who is first, on a folder whose text file
// is shown; then the Python file of the same text is opened, with the mouse over one of its constants already.
// That wakes the extension, which has to start its server. The clock runs in the page: from the key that opens
// the file to the frame that shows the card. A mouse that rests gets no card before the server is there, so it
// is moved to and fro within the constant; each move asks anew, so one is given time for its answer.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { packaged } from "../../tests/vscode/small_extensions.mjs";
import { HOVER } from "../../tests/vscode/window.mjs";
import { ROOT, STATUS_LENS, startWorkbench } from "../../tests/vscode/workbench.mjs";

const LIMIT = 1.2;
const ROUNDS = 12;
const WARM_UP = 2; // the first start of a server writes its bytecode
// Milliseconds: between two moves of the mouse; before a new window is used; until it is given up.
const EVERY = 150;
const QUIET = 2000;
const PATIENCE = 30_000;

const HERE = import.meta.dirname;
const PYTHON = join(ROOT, ".venv/bin/python");
const TEXT = `from fastapi import HTTPException, status

missing = HTTPException(status.HTTP_404_NOT_FOUND)
`;
const CONSTANT = "HTTP_404_NOT_FOUND";
const PHRASE = "404 Not Found";

async function main() {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: String(ROUNDS) },
      verbose: { type: "boolean", default: false },
    },
  });
  const rounds = Number(values.rounds);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "statuslens-bench-")));
  for (const name of ["app.py", "notes.txt"]) writeFileSync(join(folder, name), TEXT);
  const quick = { "editor.hover.delay": 1, "workbench.editor.enablePreview": false };
  const sides = [
    {
      name: "statuslens",
      extensions: [STATUS_LENS],
      settings: { ...quick, "statuslens.interpreter": PYTHON },
      times: [],
    },
    {
      name: "minimal",
      extensions: [packaged(HERE)],
      settings: { ...quick, "minimal.server": [PYTHON, join(HERE, "server.py")] },
      times: [],
    },
  ];
  try {
    for (const side of sides) side.workbench = await startWorkbench(side);
    for (let round = -WARM_UP; round < rounds; round += 1) {
      for (const side of round % 2 ? sides : sides.toReversed()) {
        const milliseconds = await firstCard(side.workbench, folder);
        if (round >= 0) side.times.push(milliseconds);
        if (values.verbose) console.log(round, side.name, milliseconds.toFixed(0));
      }
    }
  } finally {
    for (const side of sides) await side.workbench?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  report(sides, rounds);
}

/** Milliseconds from the key that opens the file to its first card, in a new window. */
async function firstCard(workbench, folder) {
  const window = await workbench.open(folder, "notes.txt");
  try {
    await window.untilLine(CONSTANT);
    await sleep(QUIET); // whatever else a new window does is done by then
    const { x, y } = await window.middle(CONSTANT);
    await window.quickInput("Control+P", "app.py");
    const row = window.page.locator(".quick-input-list .monaco-list-row.focused");
    await row.filter({ hasText: "app.py" }).waitFor();
    await window.page.mouse.move(x, y);
    const measured = await window.page.evaluateHandle(watch, [HOVER, PHRASE]);
    await window.keyboard.press("Enter");
    let told;
    const waiting = measured.evaluate(({ done }) => done).then((milliseconds) => (told = milliseconds));
    for (let move = 1; told === undefined; move += 1) {
      if (move * EVERY > PATIENCE) throw new Error("no card has come");
      await window.page.mouse.move(x + (move % 2 ? 20 : -20), y);
      await Promise.race([waiting, sleep(EVERY)]);
    }
    return told;
  } finally {
    await window.close();
    await window.until("the server has ended", () => !workbench.processes("server.py").length);
  }
}

/** Runs in the browser: from the next key on, each frame is looked at until it has the card. */
function watch([selector, phrase]) {
  const done = new Promise((resolve) => {
    const begin = () => {
      const start = performance.now();
      const isShown = (card) => card.textContent.includes(phrase) && card.checkVisibility();
      const look = () => {
        if ([...document.querySelectorAll(selector)].some(isShown))
          resolve(performance.now() - start);
        else requestAnimationFrame(look);
      };
      look();
    };
    addEventListener("keydown", begin, { capture: true, once: true });
  });
  return { done };
}

/** The table, and whether the limit is met. It fails nothing: seconds depend on what else runs. */
function report(sides, rounds) {
  console.log(`From opening a Python file to its first card in VS Code, ${rounds} new windows each:\n`);
  console.log(`${"milliseconds".padEnd(14)}${"median".padStart(9)}${"fastest".padStart(9)}`);
  for (const { name, times } of sides) {
    const [middle, least] = [median(times), Math.min(...times)].map((each) => each.toFixed(0));
    console.log(`${name.padEnd(14)}${middle.padStart(9)}${least.padStart(9)}`);
  }
  const [ours, theirs] = sides.map(({ times }) => median(times));
  const ratio = ours / theirs;
  const verdict = ratio > LIMIT ? "OVER" : "PASS";
  console.log(`\nratio of the medians ${ratio.toFixed(2)}, limit ${LIMIT}   ${verdict}`);
}

function median(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

await main();
