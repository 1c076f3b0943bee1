import { randomBytes } from 'node:crypto';
import { until } from '@secureconnect/testing';
import { StorageScene } from '../storage-scene.contract';
import { SweepStorage } from '../sweep/sweep-storage.use-case';
import { hugePng } from '../thumbnails/pictures.contract';
import { StorageFigures } from './storage-figures.service';

jest.setTimeout(90_000);

describe('the figures of files', () => {
  let scene: StorageScene;

  beforeAll(async () => {
    scene = await StorageScene.start();
  }, 90_000);
  afterAll(() => scene.close());

  /** The sum of a metric where it has these labels. */
  const figure = async (name: string, ...labels: string[]): Promise<number> => {
    const text = await (await fetch(`${scene.at().url}/metrics`)).text();
    const lines = text.split('\n').filter((line) => new RegExp(`^${name}[{ ]`).test(line));
    const fitting = lines.filter((line) => labels.every((label) => line.includes(label)));
    return fitting.reduce((all, line) => all + Number(line.split(' ').at(-1)), 0);
  };

  it('each move with what they count', async () => {
    const [ada] = scene.people(1);
    const id = await scene.as(ada).uploaded(hugePng(50, 50, { rows: 50 }), { type: 'image/png' });
    const bytes = randomBytes(10_000);
    await scene.as(ada).resumable(bytes);
    await scene.as(ada).promise(500);
    expect((await scene.as(ada).upload(bytes, { sha256: '0'.repeat(64) })).status).toBe(422);
    await scene.setQuota(ada, 11_000);
    expect((await scene.as(ada).promise(5_000)).status).toBe(507);
    const { text } = await scene.as(ada).get(`/v1/files/${id}/content`);
    expect(text.length).toBeGreaterThan(0);
    const isDrawn = async () => (await figure('storage_thumbnails_total', 'made')) === 1;
    await until('it to be drawn', isDrawn, { timeout: 60_000 });
    await scene.at().get(SweepStorage).execute(AbortSignal.timeout(60_000));
    await scene.at().get(StorageFigures).look();
    const seen = {
      done: await figure('storage_uploads_total', 'tus', '"done"'),
      refused: await figure('storage_uploads_total', 'direct', 'checksum_mismatch'),
      quota: await figure('storage_uploads_total', 'quota_exceeded'),
      received: await figure('storage_received_bytes_total', 'tus'),
      whole: await figure('storage_sent_total', 'whole'),
      drawn: await figure('storage_thumbnail_duration_seconds_count'),
      ready: await figure('storage_files', 'ready'),
      open: await figure('storage_open_uploads'),
      usable: await figure('storage_store_usable', 'local'),
    };
    expect(seen).toEqual({
      ...{ done: 1, refused: 1, quota: 1, received: 10_000, whole: 1, drawn: 1, ready: 2, open: 1 },
      usable: 1,
    });
    expect(await figure('storage_sent_bytes_total')).toBeGreaterThan(0);
    expect(await figure('storage_sweep_runs_total', 'done')).toBeGreaterThan(0);
    expect(await figure('storage_store_free_bytes', 'local')).toBeGreaterThan(0);
  });
});
