import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '@secureconnect/client';
import { DrillError } from '../drill.error';

/** Longer than this nobody wants to look at a drill that does not begin. */
const mostWaitMs = 30_000;

/** This address may not log in for so long: what to do about it. */
export function loginsLimited(retryAfterMs: number): DrillError {
  const time = retryAfterMs < 90_000 ? `${inSeconds(retryAfterMs)} s` : `${inMinutes(retryAfterMs)} minutes`;
  return new DrillError(
    `This address may not log in for another ${time}: too many logins, or wrong passwords, came from it. ` +
      'That guards the passwords and is no fault: hold the drill then, or at a system of its own with --own.',
  );
}

/** What `Retry-After` says, in milliseconds. */
export const retryAfterOf = (headers: Headers): number => 1_000 * (Number(headers.get('retry-after')) || 1);

/** Waits until this address may log in again, and says so; throws where that takes too long, or where it is something else. */
export async function waitForLogins(error: unknown, tell: (sentence: string) => void): Promise<void> {
  if (!hasCode(error, 'rate_limited')) throw error;
  const { retryAfterMs = 1_000 } = error;
  if (retryAfterMs > mostWaitMs) throw loginsLimited(retryAfterMs);
  tell(`This address has logged in too often: the drill begins in ${inSeconds(retryAfterMs)} s …`);
  await sleep(retryAfterMs);
}

const inSeconds = (ms: number) => Math.ceil(ms / 1_000);
const inMinutes = (ms: number) => Math.ceil(ms / 60_000);
