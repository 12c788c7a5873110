import assert from "node:assert/strict";
import { it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { crashes, oneAtATime } from "./restart";

function recorded(): {
  restart: () => Promise<void>;
  finish: () => Promise<void>;
  started: () => number;
} {
  let started = 0;
  const open: (() => void)[] = [];
  const restart = oneAtATime(() => {
    started += 1;
    return new Promise((resolve) => open.push(resolve));
  });
  const finish = async () => {
    const done = open.shift();
    assert.ok(done, "nothing is running");
    assert.equal(open.length, 0, "two ran at once");
    done();
    await turn();
  };
  return { restart, finish, started: () => started };
}

it("runs again for every request that finds nothing running", async () => {
  const { restart, finish, started } = recorded();
  void restart();
  await finish();
  void restart();
  assert.equal(started(), 2);
  await finish();
  assert.equal(started(), 2);
});

it("runs once more for any number of requests made while it runs", async () => {
  const { restart, finish, started } = recorded();
  void restart();
  void restart();
  void restart();
  assert.equal(started(), 1);
  await finish();
  assert.equal(started(), 2);
  await finish();
  assert.equal(started(), 2);
});

it("lets a queued request wait for the run that serves it", async () => {
  const { restart, finish } = recorded();
  let served = false;
  void restart();
  void restart().then(() => (served = true));
  await finish();
  assert.equal(served, false);
  await finish();
  assert.equal(served, true);
});

it("can run again after a failure", async () => {
  let runs = 0;
  const restart = oneAtATime(async () => {
    runs += 1;
    if (runs === 1) throw new Error("first");
  });
  await assert.rejects(restart(), { message: "first" });
  await restart();
  assert.equal(runs, 2);
});

it("starts again after a crash, but not after too many of them", () => {
  const mayRestart = crashes(2, 1000, () => 0);
  assert.deepEqual([mayRestart(), mayRestart(), mayRestart()], [true, true, false]);
});

it("forgets crashes of long ago", () => {
  let time = 0;
  const mayRestart = crashes(2, 1000, () => time);
  for (time = 0; time < 5000; time += 600) assert.equal(mayRestart(), true);
});
