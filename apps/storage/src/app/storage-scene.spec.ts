import { randomBytes } from 'node:crypto';
import { sha256Of } from './storage-client.contract';
import { StorageScene } from './storage-scene.contract';

describe('a scene of storage', () => {
  let scene: StorageScene;

  beforeAll(async () => {
    scene = await StorageScene.start();
  }, 90_000);
  afterAll(() => scene.close());

  it('agrees with itself after uploads of both ways, and a deletion', async () => {
    const [ada] = scene.people(1);
    const bytes = randomBytes(50_000);
    const small = await scene.as(ada).uploaded(bytes.subarray(0, 1_000), { name: 'small.bin' });
    const large = await scene.as(ada).resumable(bytes, { sha256: sha256Of(bytes) }, 20_000);
    expect(await scene.as(ada).quota()).toMatchObject({ used: 51_000, reserved: 0 });
    await scene.as(ada).delete(`/v1/files/${small}`);
    await scene.consistent();
    const content = await scene.as(ada).get(`/v1/files/${large}/content`);
    expect([content.status, content.headers.etag]).toEqual([200, `"${sha256Of(bytes)}"`]);
    expect((await scene.blobs()).finished.size).toBe(1);
  });

  it.each([
    [
      'a quota that counts what nobody has',
      'UPDATE storage.quotas SET used = used + 1',
      /used is 50001, and files 50000/,
    ],
    ['bytes nobody has promised', 'UPDATE storage.quotas SET reserved = 7', /reserved is 7/],
    ['uploads that are not under way', 'UPDATE storage.quotas SET open_uploads = 3', /openCount is 3/],
    ['a file without its blob', 'UPDATE storage.files SET blob_key = id::text', /no blob.*no row/],
  ])('sees %s', async (_what, sql, fault) => {
    await scene.rows(sql);
    expect((await scene.faults()).join('; ')).toMatch(fault);
  });
});
