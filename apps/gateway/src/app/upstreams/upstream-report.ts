import { type ComponentReport } from '@secureconnect/contracts';
import { type Upstream } from './upstream';
import { type UpstreamInstance } from './upstream-instance';

const shown = ({ origin, health, inFlight }: UpstreamInstance) => ({
  url: origin.origin,
  status: health.isWell ? 'up' : health.isReady ? 'ejected' : 'down',
  since: health.since.toISOString(),
  requests: inFlight,
  last_error: health.lastError,
});

/** What an operator sees of an upstream. A dead one touches its own routes only, so the gateway is degraded, not down. */
export function reportOf({ instances, breaker, isBusy }: Upstream): ComponentReport {
  const well = instances.filter(({ health }) => health.isWell && health.lastError !== notAsked);
  const isUp = well.length === instances.length && breaker.state === 'closed' && !isBusy;
  const changed = instances.map(({ health }) => health.since.getTime());
  if (breaker.state !== 'closed') changed.push(breaker.since.getTime());
  return {
    status: isUp ? 'up' : 'degraded',
    since: new Date(Math.max(...changed)).toISOString(),
    ...(!isUp && { last_error: isBusy ? 'too many requests under way' : lastErrorOf(instances) }),
    breaker: breaker.isForced ? `forced-${breaker.state}` : breaker.state,
    instances: instances.map(shown),
  };
}

const notAsked = 'not asked yet';

const lastErrorOf = (instances: readonly UpstreamInstance[]): string | null =>
  instances.map(({ health }) => health.lastError).find((error) => error !== null) ?? null;
