import { HasherPool } from './hasher-pool';

describe('a thread that dies', () => {
  it('fails what it was doing, and the next password gets another one', async () => {
    const pool = new HasherPool({ threads: 1, queue: 5, longestWaitMs: 60_000 });
    const deadly = undefined as never; // What is no work at all ends it; what is refused by argon2 would not.
    await expect(pool.run(deadly)).rejects.toThrow('undefined');
    expect(pool.running).toBe(0);
    const parameters = { memoryCost: 8, timeCost: 1, parallelism: 1 };
    expect(await pool.run({ password: Buffer.from('x'), parameters })).toContain('argon2id');
    await pool.end();
  });
});

describe('a flood from one network', () => {
  const work = { password: Buffer.from('x'), parameters: { memoryCost: 8, timeCost: 1, parallelism: 1 } };

  it('makes nobody else wait longer than for a turn, and gives up places where all are taken', async () => {
    const pool = new HasherPool({ threads: 1, queue: 6, longestWaitMs: 60_000 });
    const done: string[] = [];
    const ask = (whose: string) =>
      pool.run(work, whose).then(
        () => done.push(whose),
        () => done.push(`no ${whose}`),
      );
    const flood = Array.from({ length: 7 }, () => ask('flood'));
    const others = [ask('home'), ask('office'), ask('office'), ask('flood')];
    expect(pool.waiting).toBe(6);
    await Promise.all([...flood, ...others]);
    expect(done.filter((one) => one.startsWith('no'))).toEqual(Array(4).fill('no flood'));
    const served = done.filter((one) => !one.startsWith('no'));
    expect(served).toEqual(['flood', 'flood', 'home', 'office', 'flood', 'office', 'flood']);
    await pool.end();
  });
});
