import { createHash, randomBytes } from 'node:crypto';
import { type Client, type ClientOptions, memoryStore, type OpenedUpload } from '@secureconnect/client';
import { type FaultProxy, startFaultProxy } from '@secureconnect/testing';
import { runFilesExample } from './readme-example.contract';
import { type Guest, StorageScene } from './storage-scene.contract';

const mebibyte = 1_048_576;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** As a stream gives them: in pieces, and once. */
const streamOf = (bytes: Uint8Array): ReadableStream<Uint8Array> =>
  new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();

describe('the files of a client of the whole system', () => {
  jest.setTimeout(120_000);
  let scene: StorageScene;
  let proxy: FaultProxy;
  let ada: Guest;
  const storage = memoryStore();

  beforeAll(async () => {
    scene = await StorageScene.start();
    const { hostname: host, port } = new URL(scene.url);
    proxy = await startFaultProxy({ target: { host, port: Number(port) } });
    ada = await scene.guest('ada', { storage });
  }, 180_000);
  afterAll(async () => {
    await scene?.close();
    await proxy?.close();
  });

  /** Ada at another device, whose way to the gateway can be cut. */
  const byProxy = (options: Partial<ClientOptions> = {}): Client =>
    scene.clientOf({ storage, baseUrl: proxy.through(scene.url), ...options });

  it('are kept, listed, counted, read, linked to and deleted', async () => {
    const { client } = ada;
    const content = new Blob(['kept for ever'], { type: 'text/plain' });
    const file = await client.files.upload(content, { name: 'a "note".txt' });
    expect(file).toMatchObject({ name: 'a "note".txt', mime: 'text/plain', size: 13, owner_id: ada.id });
    expect((await client.files.list({ limit: 1 })).items).toEqual([file]);
    expect(await client.files.quota()).toMatchObject({ used: 13, reserved: 0 });
    expect(await (await (await client.files.download(file.id)).blob()).text()).toBe('kept for ever');
    const { url } = await client.files.url(file.id, { expiresIn: 60, download: true });
    expect(await (await fetch(url)).text()).toBe('kept for ever');
    await client.files.delete(file.id);
    expect((await fetch(url)).status).toBe(410);
    await expect(client.files.get(file.id)).rejects.toMatchObject({ code: 'gone' });
    expect(await client.files.quota()).toMatchObject({ used: 0, reserved: 0 });
  });

  it('arrive whole though connections are lost and both instances die on the way', async () => {
    const bytes = randomBytes(12 * mebibyte);
    const told: number[] = [];
    const faults = [
      () => proxy.cut(),
      () => scene.killAndRevive(0),
      () => proxy.reset(),
      () => scene.killAndRevive(1),
    ];
    const done: Promise<unknown>[] = [];
    const onProgress = ({ sent }: { sent: number }) => {
      told.push(sent);
      if (sent > (done.length + 1) * 2 * mebibyte) done.push(Promise.resolve(faults.shift()?.()));
    };
    const file = await byProxy().files.upload(streamOf(bytes), {
      name: 'a stream',
      size: bytes.length,
      onProgress,
    });
    await Promise.all(done);
    expect(faults).toHaveLength(0);
    expect(file).toMatchObject({
      size: bytes.length,
      sha256: sha256(bytes),
      mime: 'application/octet-stream',
    });
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(bytes.length);
  });

  it.each([
    ['arrived', true],
    ['comes much later', false],
  ])('are themselves, and not older ones like them, where a form is cut that %s', async (name, arrives) => {
    const bytes = randomBytes(1_000);
    const older = await ada.client.files.upload(bytes, { name });
    let comesLater: (() => Promise<Response>) | undefined;
    const cutting: typeof fetch = async (input, init) => {
      if (!String(input).endsWith('/v1/files') || init?.method !== 'POST') return fetch(input, init);
      comesLater = () => fetch(input, { ...init, signal: null });
      if (arrives) await comesLater();
      throw new TypeError('fetch failed');
    };
    const file = await scene.clientOf({ storage, fetch: cutting }).files.upload(bytes, { name });
    await comesLater?.();
    const { items } = await ada.client.files.list({ limit: 100 });
    expect(items.filter((each) => each.name === name).map(({ id }) => id)).toEqual([file.id, older.id]);
  });

  it('go on in another run of the program, from where they were', async () => {
    const bytes = randomBytes(6 * mebibyte);
    const stop = new AbortController();
    let kept = '';
    const first = byProxy().files.upload(bytes, {
      signal: stop.signal,
      onOpened: (opened) => (kept = JSON.stringify(opened)),
      onProgress: ({ sent }) => sent >= 3 * mebibyte && stop.abort(new Error('the program ends')),
    });
    await expect(first).rejects.toThrow('the program ends');
    const resume = JSON.parse(kept) as OpenedUpload;
    expect((await ada.client.files.uploads()).items).toMatchObject([{ ...resume, state: 'open' }]);
    const told: number[] = [];
    const file = await byProxy().files.upload(bytes, { resume, onProgress: ({ sent }) => told.push(sent) });
    expect(file).toMatchObject({ name: 'unnamed', sha256: sha256(bytes) });
    expect(told[0]).toBeGreaterThanOrEqual(3 * mebibyte);
    await expect(byProxy().files.upload(bytes.subarray(1), { resume })).rejects.toMatchObject({
      code: 'size_mismatch',
    });
    const edited = Buffer.from(bytes);
    edited[0] = (bytes[0] ?? 0) ^ 1;
    await expect(byProxy().files.upload(edited, { resume })).rejects.toMatchObject({
      ...{ code: 'checksum_mismatch', details: { file_id: file.id } },
    });
    expect(sha256(await (await byProxy().files.download(file.id)).bytes())).toBe(sha256(bytes));
  });

  it('go on with a new token where the old one ends on the way', async () => {
    const bytes = randomBytes(4 * mebibyte);
    const refused: number[] = [];
    const spoiling: typeof fetch = async (input, init) => {
      const isThird = init?.method === 'PATCH' && refused.push(0) === 2;
      const headers = { ...(init?.headers as object), ...(isThird && { authorization: 'Bearer ended' }) };
      const answer = await fetch(input, { ...init, headers });
      if (isThird) refused[0] = answer.status;
      return answer;
    };
    const file = await byProxy({ fetch: spoiling }).files.upload(bytes);
    expect(refused[0]).toBe(401);
    expect(file.sha256).toBe(sha256(bytes));
  });

  it('are refused where they are not what was promised, and leave no room taken', async () => {
    const { client } = ada;
    const before = await client.files.quota();
    for (const size of [1_000, 3 * mebibyte]) {
      const wrong = client.files.upload(randomBytes(size), { sha256: '0'.repeat(64) });
      await expect(wrong).rejects.toMatchObject({ code: 'checksum_mismatch', status: 422 });
    }
    const short = client.files.upload(streamOf(randomBytes(mebibyte)), { size: 2 * mebibyte });
    await expect(short).rejects.toMatchObject({ code: 'size_mismatch' });
    expect((await client.files.quota()).used).toBe(before.used);
  });

  it('come down whole though the connection is lost on the way, and go on from a part one has', async () => {
    const bytes = randomBytes(9 * mebibyte);
    const { id } = await ada.client.files.upload(bytes);
    let cuts = 0;
    const onProgress = ({ received }: { received: number }) => {
      if (received > (cuts + 1) * 2 * mebibyte && (cuts += 1)) proxy.cut();
    };
    const download = await byProxy().files.download(id, { onProgress });
    expect(sha256(await download.bytes())).toBe(sha256(bytes));
    expect(cuts).toBeGreaterThan(2);
    const rest = await byProxy().files.download(id, { from: 8 * mebibyte, etag: download.etag });
    expect(rest).toMatchObject({ from: 8 * mebibyte, size: bytes.length });
    expect(sha256(await rest.bytes())).toBe(sha256(bytes.subarray(8 * mebibyte)));
    const other = await byProxy().files.download(id, { from: 8 * mebibyte, etag: '"another"' });
    expect(other.from).toBe(0);
    await other.stream.cancel();
  });

  it('are not taken for whole when a byte was altered on the way', async () => {
    const { id } = await ada.client.files.upload(randomBytes(100_000));
    const altering: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init);
      if (!String(input).includes('/content')) return answer;
      const bytes = new Uint8Array(await answer.arrayBuffer());
      bytes[50_000] = (bytes[50_000] ?? 0) ^ 1;
      return new Response(bytes, { status: answer.status, headers: answer.headers });
    };
    const download = await scene.clientOf({ storage, fetch: altering }).files.download(id);
    await expect(download.bytes()).rejects.toMatchObject({ code: 'checksum_mismatch' });
  });

  it('do what the README of the client says', async () => {
    expect(await runFilesExample(scene.url)).toEqual([
      '3000000 bytes are there',
      '3000000 bytes are back',
      `inline; filename="letters.txt"; filename*=UTF-8''letters.txt`,
    ]);
  });

  describe('sent into a conversation', () => {
    let bob: Guest;
    let group: string;

    beforeAll(async () => {
      bob = await scene.guest('bob');
      const made = await ada.client.chat.create({ type: 'group', member_ids: [bob.id], title: 'A group' });
      group = made.id;
    });

    const journey = async (body: string): Promise<void> => {
      const stranger = await scene.guest(`stranger-to-${body}`);
      const { id } = await ada.client.files.upload(new Blob([body]), { name: body });
      const asRead = async ({ client }: Guest) => (await (await client.files.download(id)).blob()).text();
      await expect(asRead(bob)).rejects.toMatchObject({ code: 'not_found' });
      const { attachments } = await ada.client.chat.send(group, { body, attachments: [id] });
      expect(attachments).toEqual([id]);
      expect(await asRead(bob)).toBe(body);
      await expect(asRead(stranger)).rejects.toMatchObject({ code: 'not_found' });
      await bob.client.chat.removeMember(group, 'me');
      await expect(asRead(bob)).rejects.toMatchObject({ code: 'not_found' });
      await ada.client.chat.addMembers(group, [bob.id]);
      await ada.client.chat.send(group, { body: `${body}, again`, attachments: [id] });
      expect(await asRead(bob)).toBe(body);
    };

    it('are read by its members while they are members', () => journey('with-redis'));

    it('also where Redis hangs', async () => {
      scene.redis.freeze();
      await scene.mode('degraded');
      await journey('with-redis-frozen');
      scene.redis.thaw();
      await scene.mode('normal');
    });

    it('also where Redis is gone', async () => {
      await scene.redis.kill();
      await scene.mode('degraded');
      await journey('without-redis');
    });
  });
});
