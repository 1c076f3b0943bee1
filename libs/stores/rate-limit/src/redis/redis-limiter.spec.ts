import { newId } from '@secureconnect/platform';
import { RedisGate } from '@secureconnect/redis';
import { type RedisCluster, type RedisServer, startCluster, startRedis, until } from '@secureconnect/testing';
import { DebtTable } from '../memory/debt-table';
import { MemoryLimiter } from '../memory/memory-limiter';
import { PolicyBook } from '../memory/policy-book';
import { itLimits, slowPolicy } from '../rate-limit.contract';
import { type RateCheck, type RateDecision } from '../rate-limit.store';
import { type LoneAnswers, LoneQuestion } from './lone-question';
import { RedisLimiter } from './redis-limiter';
import { SlotKeys } from './slot-keys';
import { Turn } from './turn';

/** Patient: what is shown is what Redis counts, not how fast. */
const deadline = { leftMs: 5_000 };

/** Redis is asked by hand. */
const nobody = {} as LoneAnswers;

/** Limits in Redis as one instance sees them, with what it learns. */
function open(gate: RedisGate) {
  const limiter = new MemoryLimiter(new PolicyBook(), new DebtTable(1_000));
  const tier = new RedisLimiter(gate, new SlotKeys('limits', gate.options.cluster !== undefined), limiter);
  const sizes: number[] = [];
  const turn = new Turn((asked) => {
    sizes.push(asked.length);
    return tier.admit(asked, deadline);
  });
  const admit = (checks: readonly RateCheck[]) => turn.ask(checks, limiter.known(checks));
  const alone = async (checks: readonly RateCheck[]): Promise<RateDecision> => {
    const { counted, debts } = limiter.known(checks);
    const question = new LoneQuestion(checks, counted[0]!, debts[0]!, 0, limiter.now(), 1, nobody);
    return tier.answeredOne(question, await tier.admitOne(question, deadline));
  };
  return { admit, alone, sizes, limiter };
}

describe('limits in Redis', () => {
  let redis: RedisServer;
  let gate: RedisGate;
  beforeAll(async () => {
    redis = await startRedis();
    gate = new RedisGate({ url: redis.url, commandTimeoutMs: 5_000 });
  });
  afterAll(async () => {
    gate.close();
    await redis.close();
  });

  itLimits(() => open(gate));

  describe('asked for one at a time', () =>
    itLimits(() => {
      const { admit, alone } = open(gate);
      return { admit: (checks) => (checks.length === 1 ? alone(checks) : admit(checks)) };
    }));

  it('carries what is known of a debt to a Redis that lost it, alone and with others', async () => {
    const { admit, alone, limiter } = open(gate);
    for (const ask of [admit, alone]) {
      const check = { policy: slowPolicy(), subject: newId() };
      limiter.learn(limiter.book.of(check.policy), check.subject, limiter.now() + 2 * 360_000);
      expect(await ask([check])).toMatchObject({ isAllowed: true, remaining: 0 });
      const held = Number(await redis.command('PTTL', `limits:${check.policy.name}:${check.subject}`));
      expect(held).toBeGreaterThan(2 * 360_000);
    }
  });

  it('asks at once for all that a turn of the loop asks for', async () => {
    const { admit, sizes } = open(gate);
    const checks = Array.from({ length: 500 }, () => [{ policy: slowPolicy(), subject: newId() }]);
    const decisions = await Promise.all(checks.map(admit));
    expect(decisions.every(({ isAllowed }) => isAllowed)).toBe(true);
    expect(sizes).toEqual([500]);
  });

  it('keeps a debt until it has ended, and no longer', async () => {
    const policy = { ...slowPolicy(), limit: 1, periodMs: 50, burst: 2 };
    await open(gate).admit([{ policy, subject: 'brief' }]);
    await until(
      'the key to be gone',
      async () => (await redis.command('EXISTS', `limits:${policy.name}:brief`)) === 0,
    );
  });

  it('is not told more than there is by whoever learnt of it: a client at its pace is admitted', async () => {
    const { admit, limiter } = open(gate);
    const policy = slowPolicy({ burst: 100 });
    const check = { policy, subject: newId() };
    for (let asked = 0; asked < 50; asked += 1) await admit([check]);
    const held = Number(await redis.command('PTTL', `limits:${policy.name}:${check.subject}`));
    expect(limiter.debtOf(limiter.book.of(policy), check.subject, limiter.now())).toBeLessThanOrEqual(
      held + 2,
    );
    expect(held).toBeLessThanOrEqual(50 * 360_000);
  });

  it('does not stumble over what is no debt, nor over a clock that was set back', async () => {
    const { admit, alone } = open(gate);
    for (const ask of [admit, alone]) {
      const policy = slowPolicy();
      await redis.command('LPUSH', `limits:${policy.name}:list`, 'x');
      expect((await ask([{ policy, subject: 'list' }])).isAllowed).toBe(true);
      await redis.command('SET', `limits:${policy.name}:ahead`, '9000000000000000');
      const refused = await ask([{ policy, subject: 'ahead' }]);
      expect(refused).toMatchObject({ isAllowed: false, retryAfterMs: 360_000, resetMs: 3 * 360_000 });
    }
  });
});

describe('limits in a Cluster', () => {
  let cluster: RedisCluster;
  let gate: RedisGate;
  beforeAll(async () => {
    cluster = await startCluster({ masters: 3, replicas: 0 });
    gate = new RedisGate({ cluster: cluster.addresses.slice(0, 2), commandTimeoutMs: 5_000 });
  }, 60_000);
  afterAll(async () => {
    gate.close();
    await cluster.close();
  });

  it('holds for subjects wherever they are, asked for together', async () => {
    const { admit } = open(gate);
    const [address, user] = [slowPolicy({ burst: 2 }), slowPolicy({ burst: 4 })];
    const subjects = Array.from({ length: 100 }, newId);
    const ask = () =>
      Promise.all(subjects.map((subject) => admit([{ policy: address, subject }, { policy: user, subject: `${subject}:you` }]))); // prettier-ignore
    const admitted: number[] = [];
    for (let round = 0; round < 3; round += 1)
      admitted.push((await ask()).filter(({ isAllowed }) => isAllowed).length);
    expect(admitted).toEqual([100, 100, 0]);
  });
});
