import { Logger } from '@nestjs/common';
import { NEVER } from 'rxjs';
import { RedisBreakers } from './redis-breakers';

const minuteMs = 60_000;
/** Of `RedisBreakerOpen` in docker/prometheus/rules. */
const alertAfterMs = 75_000;
/** Of whoever reads the metrics. */
const scrapeMs = 5_000;

describe('a breaker that nobody calls any more', () => {
  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is tried when real calls have had their chance, and before it would alarm anybody', () => {
    const redis = { state$: NEVER, isAvailable: true, checks: { tookMs: 1 } };
    const breakers = new RedisBreakers(redis, { slowForMs: 0, now: () => Date.now() });
    const read = breakers.of('read');
    for (let index = 0; index < 100; index += 1) read.succeed(80);
    jest.advanceTimersByTime(minuteMs + 5_000);
    expect(read.state).toBe('open');
    jest.advanceTimersByTime(alertAfterMs - scrapeMs - minuteMs - 5_000);
    expect(read.state).toBe('closed');
    breakers.stop();
  });
});
