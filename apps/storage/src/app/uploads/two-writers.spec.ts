import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { DatabaseBroadcast } from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { sha256Of } from '../storage-client.contract';
import { beginPatch } from '../storage-patch.contract';
import { StorageScene } from '../storage-scene.contract';
import { UploadLocks } from './upload-locks';

const size = 1_000_000;
const half = size / 2;

describe('two who write to one upload', () => {
  let scene: StorageScene;

  beforeAll(async () => {
    scene = await StorageScene.start(2);
  }, 90_000);
  afterAll(() => scene.close());

  /** Somebody whose first half is on its way over a connection that then stands still. */
  const standing = async () => {
    const [id] = scene.people(1);
    const bytes = randomBytes(size);
    const path = await scene.as(id).created(size, { sha256: sha256Of(bytes) });
    const old = beginPatch(scene.at().url, scene.tokenOf(id), path, { offset: 0, length: size });
    old.write(bytes.subarray(0, half));
    const sql = 'SELECT blob_key AS key FROM storage.uploads WHERE id = $1';
    const [row] = await scene.rows<{ key: string }>(sql, [path.split('/').at(-1)]);
    const isThere = async () => (await scene.blobs()).unfinished.has(row?.key ?? '');
    await until('the first half to be on its way', isThere);
    return { id, bytes, path, old };
  };

  it.each([
    ['the same instance', 0],
    ['another instance', 1],
  ])(
    'the one who comes back by %s goes on, and the old connection ends',
    async (_where, place) => {
      const { id, bytes, path, old } = await standing();
      const client = scene.as(id, place);
      const ended = once(old.resume(), 'close');
      const offset = Number((await client.offset(path)).headers['upload-offset']);
      // What the old one still says is heard by nobody.
      old.write(bytes.subarray(half, half + 50_000));
      const { status, headers } = await client.append(path, offset, bytes.subarray(offset));
      expect([status, headers['upload-offset']]).toEqual([204, String(size)]);
      await ended;
      const { json } = await client.get(`/v1/files/${headers['upload-file-id']}`);
      expect(json).toMatchObject({ size, sha256: sha256Of(bytes) });
      await scene.consistent();
    },
    60_000,
  );

  it('at the same place at once, at two instances: the bytes of one are taken', async () => {
    const [id] = scene.people(1);
    const bytes = randomBytes(size);
    const path = await scene.as(id).created(size, { sha256: sha256Of(bytes) });
    const answers = await Promise.all([0, 1].map((place) => scene.as(id, place).append(path, 0, bytes)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect(await scene.as(id).quota()).toMatchObject({ used: size, reserved: 0 });
    await scene.consistent();
  }, 60_000);

  it('end it at once, at two instances: it becomes one file', async () => {
    const [id] = scene.people(1);
    const path = await scene.as(id).created(0);
    const { json } = await scene.as(id).promise(0);
    expect(path).toContain('/v1/uploads/tus/');
    const end = (_: unknown, count: number) =>
      scene.as(id, count % 2).post(`/v1/uploads/${json.id}/complete`);
    const answers = await Promise.all(Array.from({ length: 10 }, end));
    expect(new Set(answers.map((each) => `${each.status} ${each.json.id}`)).size).toBe(1);
    expect((await scene.as(id).get('/v1/files')).json.items).toHaveLength(2);
  });

  it('and one of whom hears late that it was asked for, by itself, is not stopped', async () => {
    const [ada] = scene.people(1);
    const { json } = await scene.as(ada).promise(5);
    const { id } = json as { id: string };
    const [locks, publish] = [
      scene.at().get(UploadLocks),
      jest.spyOn(DatabaseBroadcast.prototype, 'publish'),
    ];
    const first = await locks.take(id, AbortSignal.timeout(30_000), () => void first.leave());
    const letGo = jest.fn();
    const second = await locks.take(id, AbortSignal.timeout(30_000), letGo);
    const late = publish.mock.calls.find(([channel]) => channel === 'storage:let-go');
    publish.mockRestore();
    const heard: string[] = [];
    const broadcast = scene.at().get(DatabaseBroadcast);
    const leave = broadcast.subscribe('storage:let-go', { onMessage: (message) => void heard.push(message) });
    await until('it to be heard', async () => {
      await scene.at(1).get(DatabaseBroadcast).publish('storage:let-go', String(late?.[1]));
      return heard.length > 0;
    });
    expect(letGo).not.toHaveBeenCalled();
    leave();
    await second.leave();
  }, 60_000);

  it('of whom one gives it up: the other is stopped, for its room is not counted any more', async () => {
    const { id, path, old } = await standing();
    const ended = once(old.resume(), 'close');
    expect((await scene.as(id, 1).delete(path.replace('/tus', ''))).status).toBe(204);
    await ended;
    expect(await scene.as(id).quota()).toMatchObject({ used: 0, reserved: 0 });
    await scene.consistent();
  }, 60_000);
});
