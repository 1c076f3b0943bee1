import { DatabaseBroadcast } from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { DataSource } from 'typeorm';
import { revocationChannel } from './revocation-message';
import { RevocationScene, type RevocationInstance } from './revocation-scene.contract';

const wait = { timeout: 20_000 };
/** Neither looks by itself, unless the spec is about that. */
const patient = { headCheckMs: 600_000, deafCheckMs: 600_000 };
let scene: RevocationScene;
let here: RevocationInstance;

beforeAll(async () => {
  scene = await RevocationScene.start();
  here = await scene.instance();
}, 60_000);
afterAll(() => scene.close());

const endListening = () =>
  scene.postgres.sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'secureconnect-auth-broadcast'`,
  );

/** Its statements are answered, and it is let listen nowhere. */
async function deaf(revocations: object): Promise<RevocationInstance> {
  const there = await scene.instance(undefined, { revocations });
  const { around } = there.app.get(DatabaseBroadcast) as unknown as { around: object };
  Object.assign(around, { config: { host: '127.0.0.1', port: 1 } });
  await endListening();
  await until('it not to hear', () => there.parts.feed.trouble === 'PostgreSQL is not heard', wait);
  return there;
}
const isKnown = (untold: Awaited<ReturnType<RevocationInstance['recordOnly']>>, at: RevocationInstance) =>
  until('it to be known', () => at.store.isKnownRevoked(untold), wait);

describe('while PostgreSQL answers and is not heard', () => {
  it('what was revoked is looked for, often', async () => {
    const there = await deaf({ headCheckMs: 600_000 });
    await isKnown(await here.recordOnly(), there);
  }, 60_000);

  it('it is read as soon as PostgreSQL lets anybody in', async () => {
    const there = await deaf(patient);
    const untold = await here.recordOnly();
    await scene.postgres.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'secureconnect-auth'`,
    );
    await until('a statement to be answered', () =>
      there.app.get(DataSource).query('SELECT 1').then(Boolean, () => false),
    ); // prettier-ignore
    await isKnown(untold, there);
  }, 60_000);
});

describe('what only another version of us understands', () => {
  it.each([
    ['a range', '{"since":"later"}'],
    ['what is in it', '{"from":1,"to":1,"told":[{"kind":"token"}]}'],
  ])(
    'is read in the record by whoever hears it: %s',
    async (_what, said) => {
      const there = await scene.instance(undefined, { revocations: patient });
      const untold = await here.recordOnly();
      const first = '00000000-0000-4000-8000-000000000000 1 1';
      await scene.postgres.sql('SELECT pg_notify($1, $2)', [revocationChannel, `${first} ${said}`]);
      await isKnown(untold, there);
    },
    60_000,
  );
});

describe('an instance is informed of revocations', () => {
  const informed = (at: RevocationInstance, is: boolean) =>
    until(`it ${is ? '' : 'not '}to be informed`, () => at.store.isInformed() === is, wait);

  it('while it hears PostgreSQL or Redis, or reads the record, and else is not', async () => {
    const there = await deaf({ headCheckMs: 600_000 });
    await informed(there, true);
    await scene.redis.kill();
    await until('Redis to be missed', () => !there.health.isAvailable && !here.health.isAvailable, wait);
    for (const at of [here, there]) expect(await informed(at, true)).toBe(true);
    await scene.postgres.kill();
    for (const at of [here, there]) await informed(at, false);
    await scene.postgres.start();
    for (const at of [here, there]) await informed(at, true);
    await scene.redis.start();
    for (const at of [here, there]) await at.isNormal();
    await scene.postgres.kill();
    await here.isDeaf();
    // By Redis alone.
    expect(await informed(here, true)).toBe(true);
    await scene.postgres.start();
  }, 90_000);
});
