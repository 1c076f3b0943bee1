import { resumeThroughKills } from './resumed-upload.contract';
import { StorageScene } from './storage-scene.contract';

/** 1024 is what is promised; docs/storage/clients.md says how that is run. */
const mebibytes = Number(process.env['STORAGE_E2E_MEBIBYTES'] ?? 96);
const patienceMs = 120_000 + mebibytes * 1_000;

describe(`a file of ${mebibytes} MiB that a public client of tus uploads through the gateway`, () => {
  jest.setTimeout(patienceMs);
  let scene: StorageScene;

  beforeAll(async () => {
    scene = await StorageScene.start();
  }, 180_000);
  afterAll(() => scene?.close());

  it('arrives whole though the service is killed twice on the way, and is never held in memory', async () => {
    const { token } = await scene.signIn('ada');
    const came = await resumeThroughKills(scene, token, mebibytes);
    if (mebibytes >= 1_024) process.stderr.write(`${JSON.stringify(came)}\n`);
    expect(came.storedSha256).toBe(came.sentSha256);
    expect(came).toMatchObject({ kills: 2, fileId: expect.any(String) as string });
    expect(came.patches).toBeGreaterThanOrEqual(3);
    expect(came.mostMemory).toBeLessThan(200 * 1_000_000);
  });
});
