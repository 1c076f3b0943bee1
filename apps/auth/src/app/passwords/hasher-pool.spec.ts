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
