import { BenchError } from '../bench.error';
import { takeTurns } from '../figures/rounds';
import { limiterNames, type LimiterName, type LimiterReport } from './limiter-report';
import { makeLimiters, type MeasuredLimiter, type Requests } from './measured-limiter';

// A process of its own, so that nothing else has shaped what the engine makes of these loops:
//   node limiter-program.ts <rounds> <decisions a round> <subjects>
// Writes a LimiterReport as JSON.
const [rounds, count, subjects] = process.argv.slice(2).map(Number) as [number, number, number];
const far = 100_000_000;
/** Nest's keeps a timer for every request it admits: it is measured by fewer of them. */
const thrift: Partial<Record<LimiterName, number>> = { '@nestjs/throttler': 50 };

const all: Requests = {
  // As they come out of a request: not built from pieces, which would be flattened at their first use.
  subjects: Array.from({ length: subjects }, (_, at) =>
    Buffer.from(`10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`).toString('latin1'),
  ),
  order: Uint32Array.from({ length: subjects }, (_, at) => at),
};

const requestsFor = (name: LimiterName): Requests => ({
  subjects: all.subjects,
  order: Uint32Array.from({ length: count / (thrift[name] ?? 1) }, () =>
    Math.floor(Math.random() * subjects),
  ),
});

async function measure(limit: number, isOver: boolean): Promise<Record<LimiterName, number[]>> {
  const limiters = Object.fromEntries(
    limiterNames.map((name) => [name, makeLimiters[name](limit, subjects)]),
  ) as Record<LimiterName, MeasuredLimiter>;
  for (const name of limiterNames) await limiters[name](all);
  const perSecond = async (name: LimiterName) => {
    const requests = requestsFor(name);
    const since = performance.now();
    const admitted = await limiters[name](requests);
    const seconds = (performance.now() - since) / 1_000;
    if (admitted !== (isOver ? 0 : requests.order.length))
      throw new BenchError(`${name} admitted ${admitted}`);
    return requests.order.length / seconds;
  };
  await takeTurns(limiterNames, 3, perSecond); // warms up
  return takeTurns(limiterNames, rounds, perSecond);
}

async function main(): Promise<void> {
  const report: LimiterReport = { allowed: await measure(far, false), over: await measure(1, true) };
  process.stdout.write(JSON.stringify(report), () => process.exit(0));
}

void main();
