import { Logger } from '@nestjs/common';
import { RedisStanding } from './redis-standing';

describe('a Redis that answers and cannot be relied on yet', () => {
  let lines: string[];
  beforeEach(() => {
    jest.useFakeTimers();
    lines = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void lines.push(String(line)));
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('is told of once a minute, however often the reason changes, and holds the last one', () => {
    const standing = new RedisStanding();
    for (const reason of ['locks', 'revocations', 'locks']) standing.waits(new Error(reason));
    expect(lines).toEqual(['Redis answers and cannot be relied on yet: locks']);
    standing.waits(new Error('sessions'));
    expect(standing.error).toBe('sessions');
    jest.advanceTimersByTime(60_000);
    standing.waits(new Error('sessions'));
    expect(lines).toHaveLength(1);
    standing.waits(new Error('locks'));
    expect(lines).toHaveLength(2);
  });
});
