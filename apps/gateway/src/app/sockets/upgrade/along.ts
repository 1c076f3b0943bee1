import { UpstreamTimeoutError } from '../../upstreams/upstream-timeout.error';
import { type UpstreamInstance } from '../../upstreams/upstream-instance';
import { type ServiceWay } from './service-way';

/** Asks along the way, and tells how it went; `isGivenUp` where nobody waits for the answer any more. */
export async function along<T>(
  way: ServiceWay,
  { health }: UpstreamInstance,
  ask: () => Promise<T>,
  isGivenUp: () => boolean = () => false,
): Promise<T> {
  try {
    const answer = await ask();
    health.succeeded();
    way.leave('answered');
    return answer;
  } catch (error) {
    if (isGivenUp()) way.leave('abandoned');
    else {
      health.failed((error as Error).message || String((error as Error).cause));
      way.leave(error instanceof UpstreamTimeoutError ? 'late' : 'unreachable');
    }
    throw error;
  }
}
