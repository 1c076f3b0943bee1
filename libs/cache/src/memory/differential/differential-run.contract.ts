import { Dice, type RedisConnection, type Reply } from '@secureconnect/testing';
import { inspect } from 'node:util';
import { MemoryEngine } from '../memory-engine';
import { CommandSource } from './command-source.contract';
import { agree, answerOf, type ComparedCommand } from './compared-command.contract';
import { StepClock } from './step-clock.contract';

const perBatch = 1_000;
const patienceMs = 120_000;

interface Step {
  readonly command: ComparedCommand;
  readonly ours: unknown;
}

/** What was met on the way, so that a run that saw too little is noticed: commands and error texts by how often. */
export type Sightings = Map<string, number>;

/** Sends the same commands to an engine and to a Redis; throws at the first answer that differs, telling how to have it again. */
export async function runDifferential(
  redis: RedisConnection,
  seed: number,
  count: number,
): Promise<Sightings> {
  await redis.command(['FLUSHALL'], patienceMs);
  const clock = new StepClock(Date.now());
  const engine = new MemoryEngine({ defaultTTL: Infinity, clock });
  const source = new CommandSource(new Dice(seed), clock, engine);
  const [seen, past] = [new Map<string, number>(), [] as Step[]];
  for (let done = 0; done < count; done += perBatch) {
    const steps = Array.from({ length: Math.min(perBatch, count - done) }, () => {
      const command = source.next();
      return { command, ours: structuredCloneOf(answerOf(command, engine)) };
    });
    const replies = await repliesTo(redis, steps);
    steps.forEach((step, index) => {
      past.push(step);
      const reply = replies[index] as Reply;
      if (!agree(step.command, step.ours, reply)) throw new Error(report(seed, count, past, reply));
      note(seen, step.command.redis[0] as string);
      if (reply instanceof Error) note(seen, reply.message);
    });
  }
  engine.close();
  return seen;
}

// All at once: Redis answers in order, and nobody waits for a round trip.
const repliesTo = (redis: RedisConnection, steps: readonly Step[]): Promise<Reply[]> =>
  Promise.all(
    steps.map(({ command }) => redis.command(command.redis, patienceMs).catch((error: Error) => error)),
  );

const note = (seen: Sightings, what: string) => void seen.set(what, (seen.get(what) ?? 0) + 1);

// What the engine hands out is the caller's; a later command must not change it.
const structuredCloneOf = (answer: unknown): unknown =>
  answer instanceof Error ? answer : structuredClone(answer);

function report(seed: number, count: number, past: readonly Step[], reply: Reply): string {
  const { command, ours } = past[past.length - 1] as Step;
  const text = (value: unknown) => inspect(value, { maxStringLength: 80, breakLength: Infinity });
  const keys = new Set(command.redis.slice(1));
  const before = past
    .filter((step) => step.command.redis.slice(1).some((one) => keys.has(one)))
    .slice(-12, -1);
  return [
    `Command ${past.length} of seed ${seed} is answered differently. Again with CACHE_SEED=${seed} CACHE_COMMANDS=${count}`,
    ...before.map((step) => `  before: ${text(step.command.redis)} -> ${text(step.ours)}`),
    `  command: ${text(command.redis)}`,
    `  Redis: ${text(reply instanceof Error ? reply.message : reply)}`,
    `  engine: ${text(ours instanceof Error ? ours.message : ours)}`,
  ].join('\n');
}
