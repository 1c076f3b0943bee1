import { randomBytes } from 'node:crypto';
import { newId } from '@secureconnect/platform';
import { type HttpAnswer } from '@secureconnect/testing';
import { StorageScene } from '../storage-scene.contract';

const limit = 100_000;

describe('the room somebody has', () => {
  let scene: StorageScene;

  beforeAll(async () => {
    scene = await StorageScene.start(2);
  }, 90_000);
  afterAll(() => scene.close());

  const somebody = async () => {
    const [id] = scene.people(1);
    await scene.setQuota(id, limit);
    return id;
  };

  it.each([9_000, 10_000])(
    'is never exceeded by fifty of %i at once, by both ways at two instances',
    async (size) => {
      const id = await somebody();
      const bytes = randomBytes(size);
      const bring = async (_: unknown, count: number): Promise<HttpAnswer> => {
        const client = scene.as(id, count % 2);
        if (count % 4 < 2) return client.upload(bytes);
        return client.create(size, {}, bytes);
      };
      const answers = await Promise.all(Array.from({ length: 50 }, bring));
      const taken = answers.filter(({ status }) => status === 201).length;
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 507]));
      const { used, reserved } = await scene.as(id).quota();
      expect([used, reserved]).toEqual([taken * size, 0]);
      expect(used).toBeLessThanOrEqual(limit);
      // A form is counted with all that is around its file until its end is known.
      expect(used).toBeGreaterThan(limit - 2 * size);
      await scene.consistent();
    },
    60_000,
  );

  it.each([
    ['no name', { size: 1 }, 'name'],
    ['a name with a folder', { name: '../a', size: 1 }, 'name'],
    ['less than nothing', { name: 'a', size: -1 }, 'size'],
    ['half a byte', { name: 'a', size: 0.5 }, 'size'],
    ['a checksum that is none', { name: 'a', size: 1, sha256: 'zz' }, 'sha256'],
    ['what nobody knows', { name: 'a', size: 1, owner_id: newId() }, 'owner_id'],
  ])('is promised to nobody with %s', async (_what, body, field) => {
    const { status, json } = await scene.as(newId()).post('/v1/uploads', body);
    expect([status, json.details[0].field]).toEqual([422, field]);
  });

  it('is taken by promises, and is there again when they are given up, refused, or deleted', async () => {
    const id = await somebody();
    const client = scene.as(id);
    const { json } = await client.promise(limit);
    expect((await client.promise(1)).json.code).toBe('quota_exceeded');
    expect((await client.upload(Buffer.alloc(1))).status).toBe(507);
    await client.delete(`/v1/uploads/${json.id}`);
    const path = await client.created(limit, { sha256: '00'.repeat(32) });
    expect((await client.append(path, 0, Buffer.alloc(limit))).status).toBe(422);
    const file = await client.resumable(Buffer.alloc(limit));
    expect(await client.quota()).toEqual({ used: limit, reserved: 0, limit });
    await client.delete(`/v1/files/${file}`);
    await client.delete(`/v1/files/${file}`);
    expect(await client.quota()).toEqual({ used: 0, reserved: 0, limit });
  });

  describe('in number', () => {
    const bounds = { STORAGE_OPEN_UPLOADS: '5', STORAGE_QUOTA_FILES: '8' };
    const codes = (answers: readonly HttpAnswer[]) =>
      [...new Set(answers.map(({ status, json }) => `${status} ${json.code ?? ''}`))].sort();

    beforeAll(async () => {
      for (let each = 0; each < 2; each += 1) await scene.open(bounds);
    }, 90_000);

    it('is never exceeded by uploads of nothing, thirty at once at two instances', async () => {
      const [id] = scene.people(1);
      const begin = (_: unknown, count: number) => scene.as(id, 2 + (count % 2)).promise(0);
      const answers = await Promise.all(Array.from({ length: 30 }, begin));
      expect(codes(answers)).toEqual(['201 ', '409 too_many_uploads']);
      const { json } = await scene.as(id, 3).get('/v1/uploads?limit=3');
      const rest = await scene.as(id, 3).get(`/v1/uploads?limit=3&cursor=${json.next_cursor}`);
      const open = [...json.items, ...rest.json.items] as { id: string; state: string }[];
      expect([open.length, rest.json.next_cursor, open[0]?.state]).toEqual([5, null, 'open']);
      expect((await scene.as(scene.people(1)[0], 2).get('/v1/uploads')).json.items).toEqual([]);
      // One is given up, and one becomes a file: there is room for two.
      await scene.as(id, 2).delete(`/v1/uploads/${open[0]?.id}`);
      expect((await scene.as(id, 2).post(`/v1/uploads/${open[1]?.id}/complete`)).status).toBe(200);
      const more = [await begin(0, 0), await begin(0, 1), await begin(0, 0)];
      expect(more.map(({ status }) => status)).toEqual([201, 201, 409]);
      expect(more[2]?.json.details).toEqual({ most: 5 });
      await scene.consistent();
    });

    it('is never exceeded by files of nothing, and is there again when one is deleted', async () => {
      const [id] = scene.people(1);
      const bring = (count: number) => scene.as(id, 2 + (count % 2)).upload(Buffer.alloc(0));
      const answers = await Promise.all(Array.from({ length: 30 }, (_, count) => bring(count)));
      for (let each = 0; each < 10; each += 1) answers.push(await bring(each));
      expect(codes(answers.slice(-2))).toEqual(['507 too_many_files']);
      const made = answers.filter(({ status }) => status === 201);
      expect([made.length, (await scene.as(id).get('/v1/files')).json.items.length]).toEqual([8, 8]);
      await scene.as(id).delete(`/v1/files/${made[0]?.json.id}`);
      expect([(await bring(0)).status, (await bring(1)).status]).toEqual([201, 507]);
      await scene.consistent();
    });
  });

  it('is freed once, however many delete or give up at once', async () => {
    const id = await somebody();
    const file = await scene.as(id).uploaded(Buffer.alloc(1_000));
    const { json } = await scene.as(id).promise(500);
    const ways = [`/v1/files/${file}`, `/v1/uploads/${json.id}`];
    await Promise.all(
      Array.from({ length: 20 }, (_, count) => scene.as(id, count % 2).delete(ways[(count >> 1) % 2] ?? '')),
    );
    expect(await scene.as(id).quota()).toMatchObject({ used: 0, reserved: 0 });
    await scene.consistent();
  });
});
