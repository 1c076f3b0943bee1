import { type Upstream, type UpstreamOutcome } from '../../upstreams/upstream';
import { UpstreamBusyError } from '../../upstreams/upstream-busy.error';
import { UpstreamUnavailableError } from '../../upstreams/upstream-unavailable.error';
import { type Visit } from '../entrance/visit';

/** Leave to ask a service once; whoever has it must `leave`. */
export interface ServiceWay {
  leave(outcome: UpstreamOutcome): void;
}

/** Throws 502 while the breaker is open, and 503 where too many requests are under way, of all or of one network or key. */
export function wayTo(upstream: Upstream, { keyName, client }: Visit): ServiceWay {
  const holder = keyName ?? client.network;
  const entered = upstream.enter(holder);
  if (entered === 'resting') throw new UpstreamUnavailableError('');
  if (entered !== 'entered') throw new UpstreamBusyError();
  return { leave: (outcome) => upstream.leave(outcome, holder) };
}

/**
 * For a poll, that a service holds for as long as it has nothing to say: it takes nobody's place, and is neither proof
 * nor trial of the service. Throws 502 until the breaker is closed.
 */
export function waitingWayTo({ breaker, outcomes }: Upstream): ServiceWay {
  const leave = (outcome: UpstreamOutcome) => void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  if (breaker.state === 'closed') return { leave };
  leave('resting');
  throw new UpstreamUnavailableError('');
}
