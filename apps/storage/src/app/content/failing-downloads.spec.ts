import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readlink, rename, rm, truncate } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { until } from '@secureconnect/testing';
import { sha256Of } from '../storage-client.contract';
import { StorageScene } from '../storage-scene.contract';

const large = randomBytes(8_000_000);

let scene: StorageScene;
let ada: string;

beforeAll(async () => {
  scene = await StorageScene.start(1, { REQUEST_TIMEOUT_MS: '1000' });
  [ada] = scene.people(1);
}, 90_000);
afterAll(() => scene.close(), 30_000);

/** How many blobs this process holds open. */
async function openBlobs(): Promise<number> {
  const handles = await readdir('/proc/self/fd');
  const paths = await Promise.all(handles.map((each) => readlink(`/proc/self/fd/${each}`).catch(() => '')));
  return paths.filter((path) => path.startsWith(`${scene.folder}/`)).length;
}

/** A download that nobody reads yet. */
async function begin(id: string): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${scene.tokenOf(ada)}` };
  const request = get(`${scene.at().url}/v1/files/${id}/content`, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response.on('error', () => undefined);
}

const upload = (bytes = large) => scene.as(ada).uploaded(bytes);
const content = (id: string, method = 'GET') => scene.as(ada).request(method, `/v1/files/${id}/content`);

async function blobOf(id: string): Promise<string> {
  const [row] = await scene.rows<{ key: string }>('SELECT blob_key AS key FROM storage.files WHERE id = $1', [
    id,
  ]);
  return (await scene.blobs()).finished.get(row?.key ?? '') ?? '';
}

describe('a download', () => {
  it('that is given up leaves nothing open, however often and whenever that is', async () => {
    const id = await upload();
    const one = async (each: number): Promise<void> => {
      const headers = { authorization: `Bearer ${scene.tokenOf(ada)}` };
      const request = get(`${scene.at().url}/v1/files/${id}/content`, { headers, agent: false });
      request.on('error', () => undefined);
      if (each % 3 === 0) await once(request, 'socket');
      if (each % 3 === 1) await once(request, 'response');
      if (each % 3 === 2) {
        const [response] = (await once(request, 'response')) as [IncomingMessage];
        await once(
          response.on('error', () => undefined),
          'data',
        );
      }
      request.destroy();
    };
    for (let round = 0; round < 10; round += 1)
      await Promise.all(Array.from({ length: 20 }, (_, each) => one(round * 20 + each)));
    await until('all blobs are closed', async () => (await openBlobs()) === 0, { timeout: 30_000 });
    expect(sha256Of(await bytesOf(await begin(id)))).toBe(sha256Of(large));
    await until('the last is closed', async () => (await openBlobs()) === 0);
  }, 60_000);

  it('that is asked for behind another one leaves nothing open either', async () => {
    const id = await upload();
    const { hostname, port } = new URL(scene.at().url);
    for (let round = 0; round < 20; round += 1) {
      const socket = connect(Number(port), hostname);
      const lines = [`GET /v1/files/${id}/content HTTP/1.1`, 'host: storage'];
      socket.write([...lines, `authorization: Bearer ${scene.tokenOf(ada)}`, '', ''].join('\r\n').repeat(3));
      // Also while they are being opened.
      if (round % 2 === 0) await until('all to be opened', async () => (await openBlobs()) === 3);
      else await until('one to be opened', async () => (await openBlobs()) > 0);
      socket.destroy();
      await until('all blobs are closed', async () => (await openBlobs()) === 0);
    }
  });

  it('is read no further than its reader does', async () => {
    const id = await upload();
    const before = process.memoryUsage.rss();
    const waiting = await Promise.all(Array.from({ length: 30 }, () => begin(id)));
    await until('all stand', async () => (await openBlobs()) > 0);
    expect(process.memoryUsage.rss() - before).toBeLessThan(120_000_000);
    for (const each of waiting) each.destroy();
    await until('all are closed', async () => (await openBlobs()) === 0);
  }, 60_000);

  it('waits for a reader who stands still for longer than a request may', async () => {
    // More than the system itself would take from us unread.
    const larger = Buffer.concat([large, large]);
    const response = await begin(await scene.as(ada).resumable(larger));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(sha256Of(await bytesOf(response))).toBe(sha256Of(larger));
  }, 60_000);

  it('that nobody reads is cut, and its blob closed', async () => {
    const response = await begin(await scene.as(ada).resumable(Buffer.concat([large, large])));
    await until('it is closed', async () => (await openBlobs()) === 0, { timeout: 45_000 });
    await expect(bytesOf(response)).rejects.toThrow(/aborted/);
  }, 60_000);

  it('whose file is deleted meanwhile comes to its end, also when its bytes are swept', async () => {
    const id = await upload();
    const response = await begin(id);
    await scene.as(ada).delete(`/v1/files/${id}`);
    await scene.sweep();
    expect(await blobOf(id)).toBe('');
    expect(sha256Of(await bytesOf(response))).toBe(sha256Of(large));
    expect((await content(id)).json).toMatchObject({ code: 'gone' });
  }, 60_000);

  it('of a blob that is missing says so, in no clothes of a file, and has its bytes once they are back', async () => {
    const id = await upload(Buffer.from('precious'));
    const blob = await blobOf(id);
    await rename(blob, `${blob}-away`);
    const { status, json, headers } = await content(id);
    expect([status, (json as { code: string }).code]).toEqual([503, 'content_unavailable']);
    expect(headers).toMatchObject({
      'content-type': expect.stringContaining('json') as string,
      'retry-after': '1',
    });
    for (const name of ['etag', 'content-disposition', 'last-modified'])
      expect(headers[name]).toBeUndefined();
    await rename(`${blob}-away`, blob);
    expect((await content(id)).text).toBe('precious');
  });

  it('of a blob that is shorter or longer than it was breaks off, and leaves nobody waiting', async () => {
    const id = await upload();
    const blob = await blobOf(id);
    for (const length of [large.length - 1, 1_000, large.length + 5]) {
      await truncate(blob, length);
      await expect(content(id)).rejects.toThrow(/aborted|socket hang up|reset/);
    }
    await truncate(blob, 0);
    expect((await content(id)).json).toMatchObject({ code: 'content_unavailable' });
    await until('it is closed', async () => (await openBlobs()) === 0);
  });

  it('of a blob that cannot be read says so too, and the service goes on', async () => {
    const id = await upload();
    const blob = await blobOf(id);
    await rm(blob);
    await mkdir(blob);
    const { status, json, headers } = await content(id);
    expect([status, (json as { code: string }).code]).toEqual([503, 'content_unavailable']);
    expect(headers.etag).toBeUndefined();
    expect((await content(id, 'HEAD')).status).toBe(200);
  });
});

async function bytesOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
