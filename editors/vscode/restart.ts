/** Runs `work` one at a time: all requests during a run cause one more run after it. */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await work();
    } while (again);
  };
  return () => {
    if (running) again = true;
    else running = run().finally(() => (running = undefined));
    return running;
  };
}

/**
 * Decides after each crash whether to restart: not after more than `limit` crashes within the last
 * `within` milliseconds.
 */
export function crashes(limit = 4, within = 180_000, now: () => number = Date.now): () => boolean {
  let times: number[] = [];
  return () => {
    const time = now();
    times = [...times.filter((each) => time - each < within), time];
    return times.length <= limit;
  };
}
