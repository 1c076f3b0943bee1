import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { newId } from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { DataSource } from 'typeorm';
import { formOf, sha256Of, type StorageClient } from '../storage-client.contract';
import { beginForm } from '../storage-form.contract';
import { StorageScene } from '../storage-scene.contract';

describe('a form that is asked for by a key', () => {
  let scene: StorageScene;

  beforeAll(async () => {
    scene = await StorageScene.start(2);
  }, 90_000);
  afterAll(() => scene.close());

  const somebody = (): { id: string; client: StorageClient; other: StorageClient } => {
    const [id] = scene.people(1);
    return { id, client: scene.as(id), other: scene.as(id, 1) };
  };
  const bring = (client: StorageClient, key: string, bytes: Buffer, name = 'a.bin') => {
    const { type, body } = formOf(bytes, { name });
    return client.post('/v1/files', body, { headers: { 'content-type': type, 'idempotency-key': key } });
  };
  const inPlace = (client: StorageClient, key: string, size: number) =>
    client.post('/v1/uploads', { name: 'a.bin', size, instead_of: key });
  const files = async (client: StorageClient) =>
    (await client.get('/v1/files')).json.items as { id: string }[];
  /** Half of it has come. */
  const begin = async (id: string, key: string, bytes: Buffer) => {
    const form = formOf(bytes);
    const half = bytes.length / 2;
    const socket = beginForm(scene.at().url, scene.tokenOf(id), form, { sent: half, key });
    await until('it to be begun', async () => (await scene.as(id).quota()).reserved > 0);
    return { socket, rest: form.body.subarray(half), answer: once(socket, 'data') as Promise<[Buffer]> };
  };

  it('is one file, however often it comes, at any instance; and of another person another', async () => {
    const [{ client, other }, bytes, key] = [somebody(), randomBytes(5_000), newId()];
    const answers = [await bring(client, key, bytes), await bring(other, key, bytes)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[1]?.json).toEqual(answers[0]?.json);
    expect(await client.quota()).toMatchObject({ used: 5_000, reserved: 0 });
    expect((await bring(somebody().client, key, bytes)).json.id).not.toBe(answers[0]?.json.id);
  });

  it.each([
    ['other bytes', randomBytes(5_000), 'a.bin'],
    ['another name', undefined, 'b.bin'],
  ])('is refused with %s', async (_what, others, name) => {
    const [{ client }, bytes, key] = [somebody(), randomBytes(5_000), newId()];
    await bring(client, key, bytes);
    const { status, json } = await bring(client, key, others ?? bytes, name);
    expect([status, json.code]).toEqual([409, 'idempotency_key_reused']);
    expect(await files(client)).toHaveLength(1);
  });

  it('may be asked for again once it was refused', async () => {
    const [{ client }, key] = [somebody(), newId()];
    expect((await bring(client, key, randomBytes(10), 'gpj.\u202Eexe')).status).toBe(422);
    expect((await bring(client, key, randomBytes(10))).status).toBe(201);
  });

  it('is told to wait while it still comes, at any instance, until its lease is over', async () => {
    const [{ id, client, other }, bytes, key] = [somebody(), randomBytes(5_000), newId()];
    const { socket } = await begin(id, key, bytes);
    const { status, json } = await bring(other, key, bytes);
    expect([status, json.code]).toEqual([409, 'idempotency_key_in_use']);
    await scene.rows("UPDATE storage.uploads SET writer = NULL, written_until = now() - interval '1 s' WHERE owner_id = $1", [id]); // prettier-ignore
    expect((await bring(other, key, bytes)).status).toBe(201);
    socket.destroy();
    await scene.consistent();
    expect(await client.quota()).toMatchObject({ used: 5_000, reserved: 0 });
  });

  it('by ten at once at two instances is one file', async () => {
    const [{ client, other }, bytes, key] = [somebody(), randomBytes(5_000), newId()];
    const all = Array.from({ length: 10 }, (_, each) => bring(each % 2 ? client : other, key, bytes));
    const answers = await Promise.all(all);
    const told = answers.map(({ status, json }) => `${status} ${json.code ?? json.id}`);
    const [file] = await files(client);
    expect(new Set([...told, '409 idempotency_key_in_use'])).toEqual(
      new Set([`201 ${file?.id}`, '409 idempotency_key_in_use']),
    );
    expect(await client.quota()).toMatchObject({ used: 5_000, reserved: 0 });
  });

  describe('just as it is opened', () => {
    beforeEach(async () => {
      await scene.rows(`CREATE FUNCTION storage.linger() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(0.5); RETURN NEW; END $$`);
      await scene.rows(`CREATE TRIGGER linger BEFORE INSERT ON storage.uploads FOR EACH ROW
        WHEN (NEW.name = 'again.bin') EXECUTE FUNCTION storage.linger()`);
    });
    afterEach(() => scene.rows('DROP FUNCTION storage.linger CASCADE'));

    it('becomes a file though it is asked for again', async () => {
      const [{ id, client, other }, bytes, key] = [somebody(), randomBytes(5_000), newId()];
      await scene.setQuota(id, 100_000);
      const waiting = (count: number) =>
        until(
          'them to wait',
          async () => (await scene.rows('SELECT FROM pg_locks WHERE NOT granted')).length >= count,
        );
      const [first, again] = await scene
        .at()
        .get(DataSource)
        .transaction(async (manager) => {
          await manager.query('SELECT FROM quotas WHERE user_id = $1 FOR UPDATE', [id]);
          const one = bring(client, key, bytes);
          await waiting(1);
          const two = bring(other, key, bytes, 'again.bin');
          await waiting(2);
          return [one, two] as const;
        });
      expect([(await first).status, (await again).status]).toEqual([201, 409]);
      // Which of the two it is told depends on whether the first was a file by then.
      expect((await again).json.code).toMatch(/^idempotency_key_(in_use|reused)$/);
      expect(await files(client)).toHaveLength(1);
      expect(await client.quota()).toMatchObject({ used: 5_000, reserved: 0 });
    });
  });

  describe('and whose answer was lost', () => {
    it('is not taken for one of other bytes', async () => {
      const [{ client }, bytes, key] = [somebody(), randomBytes(5_000), newId()];
      await bring(client, key, bytes);
      const { status, json } = await inPlace(client, key, bytes.length + 1);
      expect([status, json.code]).toEqual([409, 'idempotency_key_reused']);
    });

    it('is found by the upload that is asked for in its place', async () => {
      const [{ client, other }, bytes, key] = [somebody(), randomBytes(5_000), newId()];
      const { json: file } = await bring(client, key, bytes);
      const { status, json } = await inPlace(other, key, bytes.length);
      expect([status, json]).toMatchObject([201, { state: 'done', file_id: file.id, size: 5_000 }]);
      expect((await other.post(`/v1/uploads/${json.id}/complete`)).json).toEqual(file);
    });

    it('never becomes a file once another upload was begun in its place', async () => {
      const [{ id, client, other }, bytes, key] = [somebody(), randomBytes(5_000), newId()];
      const { socket, rest, answer } = await begin(id, key, bytes);
      const { json } = await inPlace(other, key, bytes.length);
      expect(json).toMatchObject({ state: 'open', way: 'tus' });
      expect((await inPlace(client, key, bytes.length)).json.id).toBe(json.id);
      socket.write(rest);
      expect(String((await answer)[0])).toMatch(/^HTTP\/1.1 410 /);
      socket.destroy();
      // Nor does one that was on its way for longer.
      expect((await bring(client, key, bytes)).json.code).toBe('idempotency_key_in_use');
      const last = await other.append(json.url, 0, bytes);
      expect(await files(client)).toMatchObject([
        { id: last.headers['upload-file-id'], sha256: sha256Of(bytes) },
      ]);
      expect((await bring(client, key, bytes)).json.id).toBe(last.headers['upload-file-id']);
      expect(await client.quota()).toMatchObject({ used: 5_000, reserved: 0 });
      await scene.consistent();
    });
  });
});
