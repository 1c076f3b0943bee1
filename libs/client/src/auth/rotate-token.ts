import { BackOff } from '../back-off';
import { isPassing } from '../client-error';
import { type Http } from '../http/http';
import { wait } from '../wait';
import { type TokenAnswer } from './tokens';

/** The server gives the same answer again for ten seconds; afterwards a token that was spent ends its session. */
const graceMs = 10_000;
const attemptMs = 3_000;

/** Spends a refresh token; where the answer was lost it is asked for again while that is safe, and then given up. */
export async function rotateToken(http: Http, token: string, random: () => number): Promise<TokenAnswer> {
  const backOff = new BackOff(200, 1_500, random);
  const lastStart = Date.now() + graceMs - attemptMs;
  for (;;) {
    try {
      return await http.once<TokenAnswer>({
        ...{ method: 'POST', path: '/v1/auth/refresh', deadlineMs: attemptMs },
        body: { refresh_token: token },
      });
    } catch (error) {
      const pause = isPassing(error) ? backOff.next(error.retryAfterMs) : Infinity;
      if (Date.now() + pause > lastStart) throw error;
      await wait(pause);
    }
  }
}
