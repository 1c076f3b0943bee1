import { runLimitBar, wiped } from './limit-bar.contract';

// A limit that holds most of the time does not hold: a second run would hide it.
jest.retryTimes(0);

it('four gateways admit at most 1.10 times the limit over outage, wipe and recovery, and shut nobody out', async () => {
  const parts = await runLimitBar([wiped]);
  expect(parts.size).toBe(5);
  for (const [name, part] of parts) {
    expect([name, part <= 1.1]).toEqual([name, true]);
    // Who stays at one of four is given a quarter while Redis is away.
    expect([name, part > 0.15]).toEqual([name, true]);
  }
}, 120_000);
