import { serviceNames, type ServiceName } from '@secureconnect/contracts';
import { type Fault } from '../faults/fault';
import { type Sighting } from '../watch/mode-watch';
import { type Check } from './check';

/** When the fault began and ended, and when all were in normal mode again; milliseconds since the drill began. */
export interface Outage {
  readonly from: number;
  readonly until: number;
  readonly whole: number | undefined;
}

/** Whether the services noticed that Redis was away, and that it is back, by themselves. */
export function judgeModes(fault: Fault, outage: Outage, sightings: readonly Sighting[]): Check[] {
  const checks = fault.isNoticed ? [noticed(outage, sightings)] : [];
  return [...checks, healed(fault, outage)];
}

function noticed({ from, until }: Outage, sightings: readonly Sighting[]): Check {
  const said = serviceNames.map((name) => ({ name, at: degradedAt(name, { from, until }, sightings) }));
  const blind = said.filter(({ at }) => at === undefined).map(({ name }) => name);
  const asks = 'Every service says that it does without Redis';
  if (blind.length > 0) return { asks, held: false, said: `${blind.join(', ')} did not say so` };
  const last = Math.max(from, ...said.map(({ at }) => at ?? from)) - from;
  return { asks, held: true, said: `the last of them ${seconds(last)} after it was taken away` };
}

/** When a service said so first; one that was so already, when the fault began, has nothing new to say. */
function degradedAt(
  name: ServiceName,
  { from, until }: Pick<Outage, 'from' | 'until'>,
  sightings: readonly Sighting[],
): number | undefined {
  const own = sightings.filter(({ service }) => service === name);
  if (own.filter(({ at }) => at < from).at(-1)?.mode === 'degraded') return from;
  return own.find(({ at, mode }) => mode === 'degraded' && at >= from && at <= until)?.at;
}

function healed({ isNoticed }: Fault, { until, whole }: Outage): Check {
  const asks = 'Every service is in normal mode again, by itself';
  if (whole === undefined) return { asks, held: false, said: 'not within 20 s' };
  if (!isNoticed) return { asks, held: true, said: 'all of them' };
  const late = whole - until;
  return {
    asks,
    held: true,
    said: late < 100 ? 'as soon as Redis was back' : `${seconds(late)} after Redis was back`,
  };
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
