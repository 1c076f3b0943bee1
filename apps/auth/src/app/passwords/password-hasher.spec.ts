import { stat } from 'node:fs/promises';
import { hashSync } from '@node-rs/argon2';
import { until } from '@secureconnect/testing';
import { register } from 'prom-client';
import { HasherMetrics } from './hasher-metrics.service';
import { PasswordHasher } from './password-hasher.service';

describe('the password hasher', () => {
  let hasher: PasswordHasher;
  const open: PasswordHasher[] = [];
  const hasherWith = (PASSWORD_HASHERS: number, PASSWORD_QUEUE: number): PasswordHasher => {
    const made = new PasswordHasher({ PASSWORD_HASHERS, PASSWORD_QUEUE });
    open.push(made);
    return made;
  };

  beforeAll(() => {
    hasher = hasherWith(2, 200);
  });
  afterAll(() => Promise.all(open.map((each) => each.onApplicationShutdown())));

  it('makes a hash of its own each time, with the parameters of the contract, and knows the password again', async () => {
    const [one, other] = await Promise.all([hasher.hash('correct horse'), hasher.hash('correct horse')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(other).not.toBe(one);
    expect(await hasher.verify(other, 'correct horse')).toBe(true);
    expect(await hasher.verify(other, 'Correct horse')).toBe(false);
    expect(hasher.needsUpgrade(one)).toBe(false);
  });

  it('looks at all of a long one: two of 80 that share 72 characters are two', async () => {
    const [one, other] = ['a', 'b'].map((end) => 'x'.repeat(72) + end.repeat(8)) as [string, string];
    const hash = await hasher.hash(one);
    expect(await hasher.verify(hash, one)).toBe(true);
    expect(await hasher.verify(hash, other)).toBe(false);
    const withNul = await hasher.hash('before\0after');
    expect(await hasher.verify(withNul, 'before\0other')).toBe(false);
  });

  it('takes what looks the same for the same, whichever keyboard typed it, and nothing else', async () => {
    const hash = await hasher.hash('Gr\u00fc\u00dfe\u00a0an alle');
    expect(await hasher.verify(hash, 'Gru\u0308\u00dfe an alle')).toBe(true);
    expect(await hasher.verify(hash, 'Gr\u00fcsse an alle')).toBe(false);
  });

  it('knows a password by an older, weaker hash, and says that it wants a new one', async () => {
    const weaker = { memoryCost: 4_096, timeCost: 3, parallelism: 1 };
    const hash = hashSync('correct horse', weaker);
    expect(await hasher.verify(hash, 'correct horse')).toBe(true);
    expect(hasher.needsUpgrade(hash)).toBe(true);
    expect(hasher.needsUpgrade(hashSync('x', { ...weaker, memoryCost: 19_456, timeCost: 2 }))).toBe(false);
    expect(hasher.needsUpgrade('$argon2i$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA')).toBe(true);
  });

  it('does nothing at all with a password of 1 MB', async () => {
    const run = jest.spyOn(hasher.pool, 'run');
    const huge = 'x'.repeat(1_048_576);
    await expect(hasher.hash(huge)).rejects.toThrow(RangeError);
    expect(await hasher.verify(await hasherWith(1, 1).hash('correct horse'), huge)).toBe(false);
    expect(await hasher.verifyNothing(huge)).toBe(false);
    expect(run).not.toHaveBeenCalled();
    run.mockRestore();
  });

  it('does the same work where there is nothing to verify, and nothing is right', async () => {
    const run = jest.spyOn(hasher.pool, 'run');
    expect(await hasher.verifyNothing('correct horse')).toBe(false);
    expect(run).toHaveBeenCalledWith(
      expect.objectContaining({
        hash: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/) as string,
      }),
      '',
    );
    run.mockRestore();
  });

  it('gives an error for what is no hash, and goes on', async () => {
    await expect(hasher.verify('no hash', 'correct horse')).rejects.toThrow();
    expect(await hasher.verifyNothing('correct horse')).toBe(false);
  });

  describe('in a flood', () => {
    it('hashes as many at once as it may, lets as many wait, and refuses the others at once', async () => {
      const small = hasherWith(1, 3);
      const asked = Array.from({ length: 10 }, () =>
        small.verifyNothing('x').catch((error: unknown) => error),
      );
      expect([small.pool.running, small.pool.waiting]).toEqual([1, 3]);
      const answers = await Promise.all(asked);
      expect(answers.slice(0, 4)).toEqual(Array(4).fill(false));
      expect(answers.slice(4)).toEqual(Array(6).fill(expect.objectContaining({ code: 'overloaded' })));
      expect([small.pool.running, small.pool.waiting]).toEqual([0, 0]);
    });

    it('leaves alone what Node does meanwhile: its event loop, its files', async () => {
      const flood = Promise.all(Array.from({ length: 20 }, () => hasher.verifyNothing('x')));
      await stat(__filename);
      // Hashed on the threads that look at files, or in the event loop, most would be done by now.
      expect(hasher.pool.waiting).toBeGreaterThan(10);
      await flood;
    });

    it('is seen in the metrics', async () => {
      const metrics = new HasherMetrics(hasher);
      metrics.onModuleInit();
      const work = Array.from({ length: 3 }, () => hasher.verifyNothing('x'));
      const during = await register.metrics();
      await Promise.all(work);
      const after = await register.metrics();
      metrics.onModuleDestroy();
      expect(during).toMatch(/password_hashes_running 2\n/);
      expect(during).toMatch(/password_hashes_waiting 1\n/);
      expect(after).toMatch(/password_hash_wait_seconds_count 3\n/);
      expect(after).toMatch(/password_hash_seconds_count 3\n/);
    });
  });

  it('keeps no process alive, and ends with what it was doing refused', async () => {
    const ending = hasherWith(1, 5);
    const asked = Array.from({ length: 3 }, () => ending.verifyNothing('x').catch(() => 'refused'));
    await ending.onApplicationShutdown();
    expect(await Promise.all(asked)).toEqual(expect.arrayContaining(['refused', 'refused']));
    await expect(ending.verifyNothing('x')).rejects.toMatchObject({ code: 'overloaded' });
    await until('no thread of it', () => ending.pool.running === 0);
  });
});
