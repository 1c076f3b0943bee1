import { setTimeout as sleep } from 'node:timers/promises';

/** What is waited for, or undefined once so much time has gone by; it goes on all the same. */
export async function inTime<T>(waited: Promise<T>, ms: number): Promise<T | undefined> {
  const patience = new AbortController();
  const late = sleep(ms, undefined, { signal: patience.signal }).catch(() => undefined); // Nobody waits for it any more.
  const first = await Promise.race([waited, late]);
  patience.abort();
  return first;
}
