import { Logger } from '@nestjs/common';
import { NEVER } from 'rxjs';
import { RedisBreakers } from './redis-breakers';

const lines: string[] = [];
const write = (line: unknown) => lines.push(String(line));
let now: number;
let breakers: RedisBreakers;

/** The breakers of a Redis that is relied on, or is not. */
function breakersOf(isAvailable: boolean): RedisBreakers {
  const redis = { state$: NEVER, isAvailable, checks: { tookMs: undefined } };
  breakers = new RedisBreakers(redis, { slowForMs: 0, recoveryTimeoutMs: 60, now: () => now });
  return breakers;
}
const crawl = () => Array.from({ length: 100 }, () => breakers.of('read').succeed(80));

describe('what the log says of the breakers of a Redis', () => {
  beforeAll(() => Logger.overrideLogger({ log: write, warn: write, error: write }));
  beforeEach(() => {
    now = 0;
    lines.length = 0;
  });
  afterEach(() => breakers.stop());

  it('is one line for one that opens while Redis is relied on, and one for its end, whatever was tried in between', () => {
    const read = breakersOf(true).of('read');
    crawl();
    for (const durationMs of [80, 80, 1]) {
      now += 60;
      expect(read.admit()).toBe(true);
      read.succeed(durationMs);
    }
    expect(lines).toEqual([
      'Breaker redis.read: closed -> open (slow calls), fallbacks serve its calls',
      expect.stringMatching(/^Breaker redis\.read: open -> closed after [\d.]+ s \(trials succeeded\)$/),
    ]);
  });

  it('is nothing where Redis is away, which is told of it as a whole', () => {
    const read = breakersOf(false).of('read');
    crawl();
    expect(read.state).toBe('open');
    read.recovered();
    expect(lines).toEqual([]);
  });

  it('is nothing of what an operator does, who is named elsewhere', () => {
    breakersOf(true);
    breakers.control('read', 'force-open');
    breakers.control('read', 'reset');
    expect(lines).toEqual([]);
  });
});
