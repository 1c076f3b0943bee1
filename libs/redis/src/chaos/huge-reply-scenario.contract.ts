import { RedisGate } from '../gate/redis-gate';
import { ReplyTooLargeError } from '../connection/reply-too-large.error';
import { LoopLag } from './loop-lag.contract';
import { brokenOf, type Extent, type Findings, type Scenario } from './scenario.contract';
import { storm, type Told } from './storm.contract';
import { normalAgain, promisesOf, tallyOn, withPlace } from './storm-scenario.contract';

const bytes = 200_000_000;
const atOnce = 500;

/** A guard that does not hold shows as hundreds of MB; the limit of a reply is 16. */
const roomMb = 100;

/** Only what does not share the connection of the huge reply is promised to be unharmed: writes. */
const round = (gate: RedisGate, keys: readonly string[]): Promise<[unknown, (Told | null)[]]> => {
  const huge = gate.read('chaos.huge', (redis) => redis.get('huge'));
  return Promise.all([huge.catch((error: unknown) => error), storm(gate, keys, { reads: false })]);
};

async function run({ operations, progress }: Extent): Promise<Findings> {
  return withPlace(async (place) => {
    // Redis itself is busy with such a value for longer than our usual deadline.
    const gate = new RedisGate({ url: place.proxy.through(place.redis.url), commandTimeoutMs: 5_000 });
    await place.redis.command('SETRANGE', 'huge', bytes, 'x');
    const lag = new LoopLag();
    const tolds: (Told | null)[] = [];
    const ends: unknown[] = [];
    const before = process.memoryUsage().rss;
    let highest = before;
    for (let written = 0; written < operations; progress((written += atOnce))) {
      await normalAgain(gate);
      const keys = Array.from({ length: atOnce }, (_, index) => `write:${written + index}`);
      const [end, told] = await round(gate, keys);
      ends.push(end);
      tolds.push(...told);
      highest = Math.max(highest, process.memoryUsage().rss);
    }
    lag.stop();
    gate.close();
    const sum = await tallyOn(place.redis, tolds, lag);
    const grownMb = Math.round((highest - before) / 1_000_000);
    const promises = {
      ...promisesOf(sum),
      'no write fails': sum.failed === 0,
      'the reply is given up': ends.every((end) => end instanceof ReplyTooLargeError),
      [`the memory does not grow with it, and grew by ${grownMb} MB`]: grownMb < roomMb,
    };
    return { ...sum, note: `grew by ${grownMb} MB`, broken: brokenOf(promises) };
  });
}

/** A value nobody should have asked for. */
export const hugeReply: Scenario = {
  name: 'huge reply',
  did: 'asked for a value of 200 MB while writes go on',
  must: 'that call fails as a bug, its connection is given up; no write notices',
  run,
};
