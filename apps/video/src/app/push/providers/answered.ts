import { type PushOutcome } from './push-provider.port';
import { retryAfterMs } from './retry-after';

/** What a provider answered, as far as it counts. */
export interface ProviderAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

const isLater = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/** What an answer means where the provider says nothing more about it; a redirect is refused, for none is followed. */
export function outcomeOf({ status, retryAfter }: ProviderAnswer, rejecting: readonly number[]): PushOutcome {
  if (status >= 200 && status < 300) return 'sent';
  if (rejecting.includes(status)) return 'rejected';
  return isLater(status) ? { retryAfterMs: retryAfterMs(retryAfter, Date.now()) } : 'refused';
}
