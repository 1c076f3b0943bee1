import { type HealthReport } from '@secureconnect/contracts';
import { type Instance } from '../../system/storm-system';

/** What an instance says of itself in one moment. */
export interface Standing {
  /** Held back: Redis is relied on, and a breaker keeps some calls from it; whatever else is asked is served as ever. */
  readonly mode: 'normal' | 'degraded' | 'held back' | 'away';
  /** Another time says that it was something else meanwhile, however short. */
  readonly since: string;
}

const withinMs = 1_500;

/** Asks it; one that does not answer in time is away. */
export async function standingOf({ url }: Pick<Instance, 'url'>): Promise<Standing> {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(withinMs) });
    const { mode, components } = (await answer.json()) as HealthReport;
    const redis = components['redis'];
    const since = redis?.since ?? '';
    if (mode === 'normal') return { mode, since };
    return { mode: redis?.['state'] === 'normal' ? 'held back' : 'degraded', since };
  } catch {
    return { mode: 'away', since: '' }; // Killed, frozen, or waiting for a PostgreSQL that hangs.
  }
}
