import { setTimeout as sleep } from 'node:timers/promises';
import { DrillError } from '../drill.error';

/** Waits for something to be so; throws what it waited for where it is not so in time. */
export async function waitUntil(what: string, isSo: () => boolean, patienceMs = 5_000): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!isSo()) {
    if (Date.now() > end) throw new DrillError(`${what} within ${patienceMs / 1_000} s did not happen`);
    await sleep(2);
  }
}
