/** Runs `work` one at a time: whatever is asked for while it runs becomes one more run after it. */
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
 * Says of each crash whether to start again: not where there were more than `limit` of them in the
 * last `within` milliseconds.
 */
export function crashes(limit = 4, within = 180_000, now: () => number = Date.now): () => boolean {
  let times: number[] = [];
  return () => {
    const time = now();
    times = [...times.filter((each) => time - each < within), time];
    return times.length <= limit;
  };
}
