import { type RatePolicy } from '@secureconnect/rate-limit-store';
import { startRedis } from '@secureconnect/testing';
import { createHash } from 'node:crypto';
import { BenchError } from '../bench.error';
import { type Bar, type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { median, spread, takeTurns } from '../figures/rounds';
import { type DecisionsOfRounds, limiterNames, type LimiterReport } from '../limits/limiter-report';
import { startLimits } from '../ours/limits';
import { bareIoredis } from '../peers/bare-ioredis';
import { runToEnd } from '../surroundings/run-to-end';
import { sourceProgram } from '../surroundings/source-program';

const twice: Bar = { kind: 'at-least', value: 2, unit: 'ratio' };
const hardlySlower: Bar = { kind: 'at-least', value: 0.9, unit: 'ratio' };
/** So narrow that Redis is asked for every request. */
const policy: RatePolicy = { name: 'bench', by: 'address', limit: 1e6, periodMs: 1_000, burst: 63 };

/** The least that a limiter can ask: GCRA by the clock of Redis, one check, no fence and no names. */
const bareScript = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local debt = math.max(0, (tonumber(redis.call('GET', KEYS[1])) or 0) - now) + ARGV[1]
if debt > tonumber(ARGV[2]) then return -1 end
redis.call('SET', KEYS[1], now + debt, 'PX', math.ceil(debt / 1000))
return debt`;

/** One decision, made again and again. */
type Decide = () => unknown;

const names = ['ours', 'one bare EVALSHA'] as const;

function memoryFigure(what: string, decisions: DecisionsOfRounds): Figure {
  const peers = limiterNames.slice(1).map((peer) => [peer, median(decisions[peer])]);
  return {
    name: `memory, ${what}`,
    unit: '/s',
    ours: median(decisions.ours),
    spread: spread(decisions.ours),
    peers: Object.fromEntries(peers) as Record<string, number>,
    bar: twice,
  };
}

async function memory({ quick, progress }: BenchmarkContext): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const subjects of [1, 100_000]) {
    const size = subjects === 1 ? '1 subject' : `${subjects.toLocaleString('en')} subjects`;
    progress(`memory limiters, ${size}`);
    const extent = [...(quick ? [2, 20_000] : [11, 100_000]), subjects].map(String);
    const { args, env } = sourceProgram('limits/limiter-program.ts', ...extent);
    const text = await runToEnd({ what: 'The limiters', args, env, patienceMs: 300_000 });
    const { allowed, over } = JSON.parse(text) as LimiterReport;
    figures.push(memoryFigure(`allowed, ${size}`, allowed), memoryFigure(`over the limit, ${size}`, over));
  }
  return figures;
}

/** Decisions a second, of so many who each wait for theirs before they ask again. */
async function perSecond(decide: Decide, width: number, ms: number): Promise<number> {
  let count = 0;
  const since = performance.now();
  const ask = async () => {
    for (; performance.now() - since < ms; count++) await decide();
  };
  await Promise.all(Array.from({ length: width }, ask));
  return (count * 1_000) / (performance.now() - since);
}

async function redisFigures(
  subjects: Readonly<Record<(typeof names)[number], Decide>>,
  { quick, progress }: BenchmarkContext,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const [rounds, ms] = quick ? [1, 100] : [31, 200];
  for (const width of [1, 64]) {
    for (const name of names) await perSecond(subjects[name], width, quick ? 50 : 500);
    const turns = await takeTurns(names, rounds, (name, round) => {
      progress(`round ${round} of ${rounds}: Redis, ${width} at once, ${name}`);
      return perSecond(subjects[name], width, ms);
    });
    const peers = { 'one bare EVALSHA': median(turns['one bare EVALSHA']) };
    const ours = { ours: median(turns.ours), spread: spread(turns.ours) };
    figures.push({ name: `Redis, ${width} at once`, unit: '/s', ...ours, peers, bar: hardlySlower });
  }
  return figures;
}

async function inRedis(context: BenchmarkContext): Promise<Figure[]> {
  context.progress('starting Redis');
  const redis = await startRedis();
  const limits = await startLimits(redis.url);
  const client = bareIoredis(redis.url);
  const sha = createHash('sha1').update(bareScript).digest('hex');
  await client.script('LOAD', bareScript);
  // As many as ask at once, for one alone would be over so narrow a limit.
  const checks = Array.from({ length: 64 }, (_, at) => [{ policy, subject: `192.0.2.${at}` }]);
  let asked = 0;
  const ours = async () => {
    const decision = limits.store.admit(checks[asked++ % checks.length] ?? []);
    if (!(decision instanceof Promise)) throw new BenchError('Redis was not asked');
    const { isAllowed, isDegraded } = await decision;
    if (!isAllowed || isDegraded) throw new BenchError('Our limiter refused, or Redis did not decide');
  };
  try {
    const bare = () => client.evalsha(sha, 1, 'rate-limit:bench:192.0.2.8', 1, 1_000_000);
    return await redisFigures({ ours, 'one bare EVALSHA': bare }, context);
  } finally {
    client.disconnect();
    await limits.close();
    await redis.close();
  }
}

/** What a decision costs, by memory alone and by Redis. */
export const rateLimit: Benchmark = {
  name: 'rate-limit',
  what: 'decisions of a rate limit, by memory alone and by Redis',
  peer: 'rate-limiter-flexible, the storage of @nestjs/throttler, a bare EVALSHA of GCRA',
  run: async (context) => [...(await memory(context)), ...(await inRedis(context))],
};
