import { runHistories } from './run-histories.contract';

/** `npm run chaos -- chat` is the long form. */
const short = { rounds: 4, pauseMs: 250 };

// What happens once in a while is what histories are for: a second run would hide it.
jest.retryTimes(0);

describe('chat at two instances, while Redis fails and PostgreSQL is restarted', () => {
  const seed = Number(process.env['HISTORIES_SEED'] || Math.floor(Math.random() * 1e9));

  it(`tells every message once, in order, and to nobody else (HISTORIES_SEED=${seed})`, async () => {
    const { broken, acknowledged, told, live, removed, ended } = await runHistories(seed, short);
    expect(broken).toEqual([]);
    expect(acknowledged).toBeGreaterThan(50);
    expect(told).toBeGreaterThan(acknowledged);
    expect([removed > 0, ended > 0]).toEqual([true, true]);
    expect(live.away).toBeGreaterThan(10);
  }, 180_000);
});
