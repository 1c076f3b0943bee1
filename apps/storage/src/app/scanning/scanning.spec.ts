import { randomBytes } from 'node:crypto';
import { type ClamdServer, startClamd, until } from '@secureconnect/testing';
import { StorageScene } from '../storage-scene.contract';
import { hugePng } from '../thumbnails/pictures.contract';
import { ScanFile } from './scan-file.use-case';
import { ScanTally } from './scan-tally';

/** What every scanner knows, in two parts, so that none takes this file for it. */
const eicar = Buffer.from(
  ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''),
);
const streamMaxBytes = 1_048_576;
const patience = { timeout: 60_000 };
jest.setTimeout(90_000);

describe('files that are looked through', () => {
  let clamd: ClamdServer;
  let scene: StorageScene;
  let ada: string;

  beforeAll(async () => {
    clamd = await startClamd({ signatures: { 'Eicar-Test-Signature': eicar }, streamMaxBytes });
    const settings = { STORAGE_CLAMAV_MAX_BYTES: String(streamMaxBytes) };
    scene = await StorageScene.start(1, {
      ...{ STORAGE_CLAMAV_ADDRESS: `tcp://127.0.0.1:${clamd.port}`, ...settings },
    });
    await scene.open({ STORAGE_CLAMAV_ADDRESS: `unix:${clamd.socket}` });
    [ada] = scene.people(1);
  }, 120_000);
  afterAll(async () => {
    await scene?.close();
    await clamd?.close();
  });
  afterEach(() => clamd.start());

  const stateOf = async (id: string): Promise<unknown> => {
    const { json } = await scene.as(ada).get(`/v1/files/${id}`);
    return (json as { state?: string }).state;
  };
  const becomes = (id: string, state: string) =>
    until(`it to be ${state}`, async () => (await stateOf(id)) === state, patience);
  const content = async (id: string) => {
    const { status, json } = await scene.as(ada).get(`/v1/files/${id}/content`);
    return [status, (json as { code?: string } | undefined)?.code];
  };
  const health = async (): Promise<{ status: string; components: Record<string, { status: string }> }> =>
    (await scene.as(ada).get('/health')).json as never;
  const counted = (outcome: 'away' | 'partly' | 'infected') =>
    scene.instances.reduce((all, each) => all + (each.get(ScanTally).counts.get(outcome) ?? 0), 0);

  it('are everybody’s when they are clean, and drawn small only then', async () => {
    const id = await scene.as(ada).uploaded(hugePng(30, 30, { rows: 30 }), { type: 'image/png' });
    await becomes(id, 'ready');
    expect(await content(id)).toEqual([200, undefined]);
    const isDrawn = async () => (await scene.as(ada).get(`/v1/files/${id}/thumbnails/256`)).status === 200;
    await until('it to be drawn', isDrawn, patience);
  });

  it('are nobody’s when harm is found in them, and can be deleted', async () => {
    const bytes = Buffer.concat([randomBytes(300_000), eicar, randomBytes(100)]);
    const id = await scene.as(ada).uploaded(bytes, { name: 'harm.bin' });
    await becomes(id, 'quarantined');
    expect(await content(id)).toEqual([403, 'file_quarantined']);
    expect(await scene.as(ada).quota()).toMatchObject({ reserved: 0 });
    const [row] = await scene.rows('SELECT finding FROM storage.files WHERE id = $1', [id]);
    expect(row?.['finding']).toMatch(/^Eicar-Test-Signature/);
    expect(counted('infected')).toBe(1);
    expect((await scene.as(ada).delete(`/v1/files/${id}`)).status).toBe(204);
  });

  it('wait while the scanner is away, and are never lost', async () => {
    await clamd.kill();
    const id = await scene.as(ada).uploaded(randomBytes(5_000));
    await until('it to be asked for in vain', () => counted('away') > 0, patience);
    expect([await stateOf(id), await content(id)]).toEqual(['scanning', [409, 'file_scanning']]);
    expect(await health()).toMatchObject({
      status: 'degraded',
      components: {
        scanner: { status: 'degraded', last_error: expect.stringMatching(/ECONNREFUSED|ENOENT/) },
      },
    });
    await clamd.start();
    await becomes(id, 'ready');
    expect((await health()).components['scanner']?.status).toBe('up');
  });

  it('are asked for again by the sweep when the job was lost', async () => {
    const id = await scene.as(ada).uploaded(randomBytes(100));
    await becomes(id, 'ready');
    await scene.rows("UPDATE storage.files SET state = 'scanning', created_at = now() - interval '1 hour' WHERE id = $1", [id]); // prettier-ignore
    await scene.sweep();
    await becomes(id, 'ready');
  });

  it('are looked through at their beginning when they are larger than a scanner takes', async () => {
    const harm = Buffer.concat([eicar, randomBytes(3 * streamMaxBytes)]);
    const [late, early] = await Promise.all([
      scene.as(ada).uploaded(Buffer.concat([randomBytes(3 * streamMaxBytes), eicar])),
      scene.as(ada).uploaded(harm),
    ]);
    await becomes(late, 'ready');
    await becomes(early, 'quarantined');
    expect(counted('partly')).toBeGreaterThan(0);
  });

  it('are not let through where nobody is set to look through them', async () => {
    await clamd.kill();
    const bare = await scene.open({ STORAGE_CLAMAV_ADDRESS: '' });
    const id = await scene.as(ada).uploaded(randomBytes(100));
    const asked = bare.get(ScanFile).run(id, AbortSignal.timeout(10_000));
    await expect(asked).rejects.toThrow(/none is set here/);
    expect(await stateOf(id)).toBe('scanning');
    await clamd.start();
    await becomes(id, 'ready');
  });
});
