import { randomBytes } from 'node:crypto';
import { newId } from '@secureconnect/platform';
import { rawHttp, until } from '@secureconnect/testing';
import { sha256Of, type StorageClient } from '../storage-client.contract';
import { beginPatch } from '../storage-patch.contract';
import { StorageScene } from '../storage-scene.contract';

const most = 2_000_000;
const nothing = { used: 0, reserved: 0 };

describe('a file that comes by the protocol of tus', () => {
  let scene: StorageScene;

  beforeAll(async () => {
    scene = await StorageScene.start(1, { STORAGE_FILE_MAX_BYTES: String(most) });
  }, 90_000);
  afterAll(() => scene.close());

  const somebody = (): { id: string; client: StorageClient } => {
    const [id] = scene.people(1);
    return { id, client: scene.as(id) };
  };
  const idOf = (path: string): string => path.split('/').at(-1) ?? '';

  it('is offered to whoever asks', async () => {
    const { status, headers } = await scene.as(newId()).request('OPTIONS', '/v1/uploads/tus');
    expect([status, headers['tus-version'], headers['tus-max-size']]).toEqual([204, '1.0.0', String(most)]);
    expect(String(headers['tus-extension']).split(',').sort()).toEqual([
      'creation',
      'creation-with-upload',
      'expiration',
      'termination',
    ]);
  });

  it('is begun, gone on with, asked about and there, and its end may be told again', async () => {
    const { client } = somebody();
    const bytes = randomBytes(300_000);
    const begun = await client.create(bytes.length, { name: 'ü.bin', sha256: sha256Of(bytes) });
    const path = begun.headers.location ?? '';
    expect([begun.status, path]).toEqual([201, expect.stringMatching(/^\/v1\/uploads\/tus\/[0-9a-f-]{36}$/)]);
    expect(Date.parse(String(begun.headers['upload-expires']))).toBeGreaterThan(Date.now());
    expect((await client.append(path, 0, bytes.subarray(0, 100_000))).headers['upload-offset']).toBe(
      '100000',
    );
    const { status, headers } = await client.offset(path);
    expect([status, headers['upload-offset'], headers['upload-length']]).toEqual([200, '100000', '300000']);
    expect([headers['cache-control'], headers['tus-resumable']]).toEqual(['no-store', '1.0.0']);
    expect(String(headers['upload-metadata'])).toContain(
      `filename ${Buffer.from('ü.bin').toString('base64')}`,
    );
    const last = await client.append(path, 100_000, bytes.subarray(100_000));
    const fileId = last.headers['upload-file-id'];
    expect([last.status, last.headers['upload-offset']]).toEqual([204, '300000']);
    const again = await client.append(path, 300_000, Buffer.alloc(0));
    expect([again.status, again.headers['upload-file-id']]).toEqual([204, fileId]);
    expect((await client.offset(path)).headers['upload-offset']).toBe('300000');
    const done = await client.post(`/v1/uploads/${idOf(path)}/complete`);
    expect(done.json).toMatchObject({ id: fileId, name: 'ü.bin', sha256: sha256Of(bytes) });
    expect(await client.quota()).toMatchObject({ used: 300_000, reserved: 0 });
  });

  it.each([0, 1_000, 5_000])('may bring %i of its 5,000 bytes with its beginning', async (count) => {
    const { client } = somebody();
    const bytes = randomBytes(5_000);
    const { status, headers } = await client.create(5_000, {}, bytes.subarray(0, count));
    expect([status, headers['upload-offset']]).toEqual([201, String(count)]);
    if (count < 5_000) await client.append(headers.location ?? '', count, bytes.subarray(count));
    const { json } = await client.post(`/v1/uploads/${idOf(headers.location ?? '')}/complete`);
    expect(json.sha256).toBe(sha256Of(bytes));
  });

  it('is promised as JSON too, and may be nothing at all', async () => {
    const { client } = somebody();
    const bytes = randomBytes(1_000);
    const { status, json } = await client.promise(1_000, {
      name: 'a',
      sha256: sha256Of(bytes),
      type: 'text/plain',
    });
    expect([status, json]).toMatchObject([201, { state: 'open', way: 'tus', size: 1_000, file_id: null }]);
    const fileId = (await client.append(json.url, 0, bytes)).headers['upload-file-id'];
    expect((await client.get(`/v1/uploads/${json.id}`)).json).toMatchObject({
      state: 'done',
      file_id: fileId,
    });
    const none = await client.promise(0);
    expect((await client.post(`/v1/uploads/${none.json.id}/complete`)).json).toMatchObject({ size: 0 });
    expect((await client.create(0)).headers['upload-file-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is promised once, however often it is asked with one key', async () => {
    const { client } = somebody();
    const ask = (size: number) =>
      client.post('/v1/uploads', { name: 'a', size }, { headers: { 'idempotency-key': 'one' } });
    const [first, second] = [await ask(500), await ask(500)];
    expect(second.json).toEqual(first.json);
    expect((await ask(501)).status).toBe(409);
    expect(await client.quota()).toMatchObject({ used: 0, reserved: 500 });
  });

  it.each([
    ['another version', { 'tus-resumable': '0.2.2', 'upload-length': '1' }, 412, 'tus_version_needed'],
    ['no length', {}, 400, 'malformed_request'],
    ['a length to come', { 'upload-defer-length': '1' }, 400, 'malformed_request'],
    ['parts to be joined', { 'upload-length': '1', 'upload-concat': 'partial' }, 400, 'malformed_request'],
    ['what is to be joined', { 'upload-concat': 'final;/a /b' }, 400, 'malformed_request'],
    ['metadata of no shape', { 'upload-length': '1', 'upload-metadata': 'a b c' }, 400, 'malformed_request'],
    [
      'a digest of no shape',
      { 'upload-length': '1', 'upload-metadata': 'sha256 enp6' },
      400,
      'malformed_digest',
    ],
    [
      'a name that is none',
      { 'upload-length': '1', 'upload-metadata': 'filename Li4vYQ==' },
      422,
      'validation_failed',
    ],
    ['more than a file may have', { 'upload-length': String(most + 1) }, 413, 'file_too_large'],
    ['more than there is room for', { 'upload-length': '1001' }, 507, 'quota_exceeded'],
  ] as [string, Record<string, string>, number, string][])(
    'begun with %s',
    async (_what, headers, status, code) => {
      const { id, client } = somebody();
      await scene.setQuota(id, 1_000);
      const answer = await client.tus('POST', '/v1/uploads/tus', headers);
      expect([answer.status, answer.json?.code]).toEqual([status, code]);
      expect([answer.headers['tus-resumable'], answer.headers['tus-version']]).toEqual(['1.0.0', '1.0.0']);
      expect(await client.quota()).toMatchObject(nothing);
    },
  );

  it('takes bytes at its end alone, and no more than were promised', async () => {
    const { id, client } = somebody();
    const path = await client.created(1_000);
    await client.append(path, 0, Buffer.alloc(100));
    for (const offset of [0, 99, 101, 1_000]) {
      const { status, json } = await client.append(path, offset, Buffer.alloc(10));
      expect([offset, status, json?.code]).toEqual([offset, 409, 'upload_offset']);
    }
    expect((await client.append(path, 100, Buffer.alloc(901))).status).toBe(413);
    const lines = [`PATCH ${path} HTTP/1.1`, 'host: a', `authorization: Bearer ${scene.tokenOf(id)}`];
    const tus = [
      'tus-resumable: 1.0.0',
      'upload-offset: 100',
      'content-type: application/offset+octet-stream',
    ];
    const body = `connection: close\r\ntransfer-encoding: chunked\r\n\r\n800\r\n${'x'.repeat(2_048)}\r\n0\r\n\r\n`;
    const { text } = await rawHttp(scene.at().url, [...lines, ...tus, body].join('\r\n'), {
      deadline: 20_000,
    });
    expect(text).toMatch(/^HTTP\/1.1 413 /);
    expect(Number((await client.offset(path)).headers['upload-offset'])).toBeLessThanOrEqual(1_000);
    expect(await client.quota()).toMatchObject({ used: 0, reserved: 1_000 });
  });

  it('is refused with another checksum, once and for all, and nothing of it is left', async () => {
    const { client } = somebody();
    const bytes = randomBytes(1_000);
    const path = await client.created(1_000, { sha256: sha256Of(Buffer.from('other')) });
    await client.append(path, 0, bytes.subarray(0, 500));
    for (const answer of [
      await client.append(path, 500, bytes.subarray(500)),
      await client.post(`/v1/uploads/${idOf(path)}/complete`),
    ])
      expect([answer.status, answer.json.code]).toEqual([422, 'checksum_mismatch']);
    expect((await client.offset(path)).status).toBe(404);
    expect(await client.quota()).toMatchObject(nothing);
    await scene.consistent();
  });

  it('is not there before its last byte', async () => {
    const { client } = somebody();
    const path = await client.created(1_000);
    await client.append(path, 0, Buffer.alloc(400));
    const { status, json } = await client.post(`/v1/uploads/${idOf(path)}/complete`);
    expect([status, json.code, json.details]).toEqual([
      409,
      'upload_incomplete',
      { received: 400, size: 1_000 },
    ]);
  });

  it("is nobody else's", async () => {
    const path = await somebody().client.created(1_000);
    const { client } = somebody();
    for (const each of [path, `/v1/uploads/tus/${newId()}`, '/v1/uploads/tus/no-id']) {
      const answers = [
        client.offset(each),
        client.append(each, 0, Buffer.alloc(5)),
        client.tus('DELETE', each),
      ];
      const more = [
        client.post(`/v1/uploads/${idOf(each)}/complete`),
        client.delete(`/v1/uploads/${idOf(each)}`),
      ];
      const told = await Promise.all([...answers, ...more]);
      expect(told.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    }
  });

  it('is given up by either way, and its room is free; once it is a file it is deleted as one', async () => {
    const { client } = somebody();
    const [one, two] = [await client.created(1_000), await client.created(1_000)];
    await client.append(one, 0, Buffer.alloc(10));
    expect((await client.tus('DELETE', one)).status).toBe(204);
    expect((await client.delete(`/v1/uploads/${idOf(two)}`)).status).toBe(204);
    expect((await client.append(one, 10, Buffer.alloc(10))).status).toBe(404);
    expect((await client.post(`/v1/uploads/${idOf(two)}/complete`)).status).toBe(410);
    expect(await client.quota()).toMatchObject(nothing);
    const done = await client.created(0);
    expect((await client.tus('DELETE', done)).status).toBe(400);
    expect((await client.get('/v1/files')).json.items).toHaveLength(1);
  });

  it('is waited for no longer than was said', async () => {
    const { client } = somebody();
    const path = await client.created(1_000);
    await client.append(path, 0, Buffer.alloc(10));
    const past = `UPDATE storage.uploads SET created_at = now() - interval '3 days', expires_at = now() - interval '1 day'`;
    await scene.rows(`${past} WHERE id = $1`, [idOf(path)]);
    const answers = [await client.offset(path), await client.append(path, 10, Buffer.alloc(990))];
    expect(answers.map(({ status }) => status)).toEqual([410, 410]);
    await scene.consistent();
    expect(await client.quota()).toMatchObject(nothing);
  });

  it('keeps what came before its connection broke off', async () => {
    const { id, client } = somebody();
    const bytes = randomBytes(1_000_000);
    const path = await client.created(bytes.length, { sha256: sha256Of(bytes) });
    const socket = beginPatch(scene.at().url, scene.tokenOf(id), path, { offset: 0, length: bytes.length });
    socket.write(bytes.subarray(0, 400_000));
    const size = async () => [...(await scene.blobs()).unfinished.keys()].length;
    await until('bytes to be there', async () => (await size()) > 0);
    socket.destroySoon();
    const offset = Number((await client.offset(path)).headers['upload-offset']);
    expect(offset).toBeLessThanOrEqual(400_000);
    const { status, headers } = await client.append(path, offset, bytes.subarray(offset));
    expect([status, headers['upload-file-id']]).toEqual([204, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });

  it('left everything as rows say', () => scene.consistent());
});
