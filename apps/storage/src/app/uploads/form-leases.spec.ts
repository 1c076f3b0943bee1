import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ServiceProcess, until } from '@secureconnect/testing';
import { formOf } from '../storage-client.contract';
import { beginForm } from '../storage-form.contract';
import { StorageScene } from '../storage-scene.contract';
import { LeftUploads } from '../sweep/left-uploads';
import { SweepStorage } from '../sweep/sweep-storage.use-case';
import { formLeaseMs } from './form-leases';

const size = 200_000;

describe('the room of a form', () => {
  let scene: StorageScene;
  let doomed: ServiceProcess;

  beforeAll(async () => {
    scene = await StorageScene.start();
    doomed = await scene.spawn();
  }, 180_000);
  afterAll(() => scene.close(), 60_000);

  const sweep = () => scene.at().get(SweepStorage).execute(AbortSignal.timeout(60_000));
  /** Where nobody lives who could say so meanwhile, and nobody is waited for. */
  const sweepDead = async () => {
    const left = scene.at().get(LeftUploads);
    const { patienceMs } = left;
    left.patienceMs = 0;
    await sweep();
    left.patienceMs = patienceMs;
  };
  /** For all that is under way, and for nothing else. */
  const pass = (what: string) =>
    scene.rows(`UPDATE storage.uploads SET created_at = created_at - interval '${what}',
      written_until = written_until - interval '${what}' WHERE state = 'open'`);
  const leases = () =>
    scene.rows<{ until: Date | null }>(
      `SELECT written_until AS until FROM storage.uploads WHERE state = 'open'`,
    );

  /** Half of it has come. */
  const begun = async (url: string) => {
    const [id] = scene.people(1);
    const form = formOf(randomBytes(size));
    const socket = beginForm(url, scene.tokenOf(id), form, { sent: size / 2 });
    const client = scene.as(id);
    await until('its room to be taken', async () => (await client.quota()).reserved > 0);
    return { client, socket, rest: form.body.subarray(size / 2) };
  };

  /** The rest of it comes, and it becomes a file. */
  async function isKept({ client, socket, rest }: Awaited<ReturnType<typeof begun>>): Promise<void> {
    socket.write(rest);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(String(answer)).toMatch(/^HTTP\/1.1 201 /);
    expect(await client.quota()).toMatchObject({ used: size, reserved: 0 });
    await scene.consistent();
  }

  it('is free with the first sweep after its lease, where its instance was killed', async () => {
    const { client, socket } = await begun(doomed.url);
    doomed.signal('SIGKILL');
    await doomed.waitForExit();
    socket.destroy();
    await sweep();
    expect((await client.quota()).reserved).toBeGreaterThan(0);
    await pass(`${formLeaseMs} milliseconds`);
    await sweepDead();
    expect(await client.quota()).toMatchObject({ used: 0, reserved: 0 });
    await scene.consistent();
  }, 90_000);

  it('waits for one that comes as slowly as a gateway lets it', async () => {
    const form = await begun(scene.at().url);
    const [first] = await leases();
    await until(
      'its lease to be renewed',
      async () => Number((await leases())[0]?.until) > Number(first?.until),
    );
    // 8 MiB at 1,024 bytes a second, the least that a gateway lets pass unless it is told otherwise.
    await scene.rows("UPDATE storage.uploads SET created_at = now() - interval '137 minutes'");
    await sweep();
    await isKept(form);
  }, 90_000);

  it('is kept after an outage that was longer than its lease, though a sweep comes before it says that it lives', async () => {
    const form = await begun(scene.at().url);
    await pass(`${formLeaseMs + 1_000} milliseconds`);
    await sweep();
    await isKept(form);
  }, 90_000);

  it('that an instance of the version before takes without a lease waits for as long as a form may take', async () => {
    const { client, socket } = await begun(scene.at().url);
    await scene.rows('UPDATE storage.uploads SET writer = NULL, written_until = NULL');
    await pass('137 minutes');
    await sweep();
    expect((await client.quota()).reserved).toBeGreaterThan(0);
    await pass('60 minutes');
    await sweepDead();
    expect((await client.quota()).reserved).toBe(0);
    socket.destroy();
    await scene.consistent();
  }, 90_000);
});
