import { until } from '@secureconnect/testing';
import { revocationChannel } from './revocation-message';
import { newToken, type RevocationInstance, RevocationScene } from './revocation-scene.contract';
import { type RevocableToken } from './revocation.store';

const wait = { timeout: 20_000 };
let scene: RevocationScene;
/** Hears and is heard. */
let here: RevocationInstance;
/** Its road to PostgreSQL can be cut; it looks at the record only when it knows of something it lacks. */
let there: RevocationInstance;

beforeAll(async () => {
  scene = await RevocationScene.start();
  here = await scene.instance();
  there = await scene.cuttable({ revocations: { headCheckMs: 600_000 } });
}, 60_000);
beforeEach(async () => {
  await scene.toPostgres.heal();
  for (const instance of [here, there]) {
    await instance.isCurrent();
    await instance.isNormal();
  }
});
afterAll(() => scene.close());

async function revoked(by = here): Promise<RevocableToken> {
  const token = newToken();
  await by.revokeToken(token);
  return token;
}

const headInRedis = async () => Number(await scene.redis.command('GET', '{revocations}:head'));
const isIndexed = async ({ id }: RevocableToken) =>
  (await scene.redis.command('EXISTS', `{revocations}:token:${id}`)) === 1;

/** The other instance has no PostgreSQL. */
async function cutOff(): Promise<void> {
  await scene.toPostgres.refuse();
  scene.toPostgres.reset();
  await there.isDeaf();
}

/** Nobody looks afterwards whether Redis has all of it: recovery alone must bring it. */
const recoveryAlone = () => {
  const looks = [here, there].map(({ parts }) => jest.spyOn(parts.carrier, 'catchUp').mockReturnValue());
  return () => looks.forEach((look) => look.mockRestore());
};

describe('while nothing was ever revoked', () => {
  it('and PostgreSQL cannot be reached, Redis proves what is valid, and proves nothing once it was emptied', async () => {
    await until('Redis to know where numbers begin', async () => (await headInRedis()) > 0, wait);
    await cutOff();
    await there.accepts(newToken());
    await scene.redis.command('DEL', '{revocations}:head');
    expect(await there.verdict(newToken())).toBe('revocation_unknown');
  }, 60_000);
});

describe('when Redis', () => {
  it.each([
    ['is killed', () => scene.redis.kill(), () => scene.redis.start()],
    ['hangs', async () => scene.redis.freeze(), async () => scene.redis.thaw()],
    ['refuses writes', () => scene.redis.readOnly(true), () => scene.redis.readOnly(false)],
    ['has no memory', () => scene.redis.outOfMemory(true), () => scene.redis.outOfMemory(false)],
  ])(
    '%s, a revocation holds on the other instance, and Redis is told of it afterwards',
    async (_, ill, well) => {
      const before = await revoked();
      await ill();
      const during = await revoked();
      await there.refuses(during);
      await there.refuses(before);
      expect(await there.verdict(newToken())).toBe(false);
      await well();
      await until('Redis to know of it', () => isIndexed(during), wait);
      await until('Redis to know its number', async () => (await headInRedis()) >= here.parts.feed.seq, wait);
    },
    60_000,
  );

  it('was emptied, what it no longer has is no proof, and it gets all of it back', async () => {
    const tokens = await Promise.all([revoked(), revoked(), revoked()]);
    for (const token of tokens) await there.refuses(token);
    await cutOff();
    const restore = recoveryAlone();
    await scene.redis.flush();
    for (const token of tokens) expect(await there.verdict(token)).toBe(true);
    for (const token of tokens) await until('Redis to know of it', () => isIndexed(token), wait);
    await here.isNormal();
    expect(await headInRedis()).toBe(here.parts.feed.seq);
    restore();
  }, 60_000);

  it('evicts, nothing that was revoked is accepted', async () => {
    const tokens = await Promise.all([revoked(), revoked(), revoked()]);
    for (const token of tokens) await there.refuses(token);
    await cutOff();
    await scene.redis.evicting(100_000);
    for (let at = 0; at < 300; at += 1) await scene.redis.command('SET', `filler:${at}`, 'x'.repeat(2_000));
    const latest = await revoked();
    await until('the latest not to be accepted', async () => (await there.verdict(latest)) !== false, wait);
    for (const token of [...tokens, latest]) expect(await there.verdict(token)).not.toBe(false);
    await scene.redis.evicting(false);
    await scene.redis.flush();
    await scene.toPostgres.heal();
    await there.refuses(latest);
  }, 60_000);

  it('is well, it knows of a number before anybody can be told that it was committed', async () => {
    const isKnown = async () => {
      const { seq } = here.parts.feed;
      let head = 0; // A slow moment is an outage, in which Redis is told afterwards.
      await here.within(async (within) => {
        await here.store.revoke([{ kind: 'token', subject: newToken().id }], within);
        within.beforeCommit(async () => void (head = await headInRedis()));
      });
      return head === seq + 1;
    };
    await until('it to be known', isKnown, wait);
  });

  it('knows less than the record, whoever starts brings it what it lacks', async () => {
    const untold = await here.recordOnly();
    await scene.instance();
    await until('Redis to know of it', () => isIndexed(untold), wait);
    await revoked();
  });

  it('was not told, because whoever revoked died after its commit, others tell it', async () => {
    const token = newToken();
    const range = await here.within(async ({ manager }) => {
      const entries = await here.parts.record.insert([{ kind: 'token', subject: token.id }], manager);
      const [{ seq, ...rest } = { seq: 0 }] = entries;
      const told = JSON.stringify({ from: seq, to: seq, told: [Object.values({ ...rest })] });
      await manager.query('SELECT pg_notify($1, $2)', [
        revocationChannel,
        `00000000-0000-4000-8000-000000000000 1 1 ${told}`,
      ]);
      return seq;
    });
    await until('Redis to know its number', async () => (await headInRedis()) >= range, wait);
    await there.refuses(token);
  });
});

describe('when PostgreSQL', () => {
  it('ends the listening connections, what was revoked meanwhile is read when they are back', async () => {
    const untold = await here.recordOnly();
    await scene.postgres.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'secureconnect-auth-broadcast'`,
    );
    await until('it to be known', () => there.store.isKnownRevoked(untold), wait);
    await there.isCurrent();
  });

  it('ends the listening connections, what is revoked meanwhile holds', async () => {
    await scene.postgres.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'secureconnect-auth-broadcast'`,
    );
    const tokens = await Promise.all(Array.from({ length: 10 }, () => revoked()));
    for (const token of tokens) await there.refuses(token);
  });

  it('has recorded what nobody told, the next number gives it away', async () => {
    const { gaps } = there.parts.feed;
    const untold = await here.recordOnly();
    await revoked();
    await until('it to be known', () => there.store.isKnownRevoked(untold), wait);
    await there.isCurrent();
    expect(there.parts.feed.gaps).toBeGreaterThan(gaps);
  });

  it('has recorded what nobody told, a look at the record finds it without any other', async () => {
    const untold = await here.recordOnly();
    await until('it to be known', () => here.store.isKnownRevoked(untold), wait);
    // The other one does not look by itself.
    const next = await revoked();
    await there.refuses(next);
    await there.refuses(untold);
  });

  it('cannot be reached from one instance, Redis proves it what is valid and tells it what is not', async () => {
    expect(await there.report()).toMatchObject({ status: 'up', lag: 0 });
    await cutOff();
    expect(await there.report()).toMatchObject({
      status: 'degraded',
      last_error: 'PostgreSQL is not heard',
      since: expect.any(String) as string,
    });
    const { redis } = there.parts.checks.counts;
    await there.accepts(newToken());
    expect(there.parts.checks.counts.redis).toBeGreaterThan(redis);
    const token = await revoked();
    expect(await there.verdict(token)).not.toBe(false);
    await there.refuses(token);
    await there.accepts(newToken());
  }, 60_000);

  it('cannot be reached, and Redis knows of a number that memory has not, valid tokens are refused', async () => {
    await cutOff();
    await scene.redis.command('SET', '{revocations}:head', there.parts.feed.seq + 1);
    expect(await there.verdict(newToken())).toBe('revocation_unknown');
    await scene.toPostgres.heal();
    await there.accepts(newToken());
    await revoked(); // Now there is such a number.
  }, 60_000);

  it('hangs, what is revoked is refused, what is valid passes, and what nobody can prove is not laid to Redis', async () => {
    const token = await revoked();
    await there.refuses(token);
    scene.postgres.freeze();
    try {
      for (const instance of [here, there]) expect(await instance.verdict(token)).toBe(true);
      await here.accepts(newToken());
      await Promise.all([here.isDeaf(), there.isDeaf()]);
      await here.accepts(newToken());
      await scene.redis.command('DEL', '{revocations}:head');
      expect(await there.verdict(newToken())).toBe('revocation_unknown');
    } finally {
      scene.postgres.thaw();
    }
  }, 60_000);

  it('and Redis are away, nobody can say but what memory knows, and both come back by themselves', async () => {
    const token = await revoked();
    await there.refuses(token);
    await Promise.all([scene.postgres.kill(), scene.redis.kill()]);
    for (const instance of [here, there]) {
      await instance.isDeaf();
      await until('503', async () => (await instance.verdict(newToken())) === 'revocation_unknown', wait);
      expect(await instance.verdict(token)).toBe(true);
    }
    const late = await scene.begin();
    expect(await late.verdict(newToken())).toBe('revocation_unknown');
    await Promise.all([scene.postgres.start(), scene.redis.start()]);
    for (const instance of [here, there, late]) {
      await instance.accepts(newToken());
      await instance.isCurrent();
      expect(await instance.verdict(token)).toBe(true);
    }
  }, 90_000);
});
