import { randomBytes } from 'node:crypto';
import { rawHttp, until } from '@secureconnect/testing';
import { formOf, sha256Of } from '../storage-client.contract';
import { beginForm } from '../storage-form.contract';
import { StorageScene } from '../storage-scene.contract';
import { longestFormMs, UploadDirectly } from './upload-directly.use-case';

const mebibyte = 1_048_576;
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
);
const text = Buffer.from('to be or not to be');
/** Room and rows that an upload would leave behind. */
const nothing = { used: 0, reserved: 0 };

describe('a file that comes in a form', () => {
  let scene: StorageScene;

  beforeAll(async () => {
    scene = await StorageScene.start();
  }, 90_000);
  afterAll(() => scene.close());

  const somebody = () => {
    const [id] = scene.people(1);
    return { id, client: scene.as(id) };
  };
  const sends = (client: ReturnType<typeof somebody>['client'], type: string, body: Buffer | string) =>
    client.post('/v1/files', body, { headers: { 'content-type': type } });

  const begin = (id: string, body: Buffer, type: string, sent = body.length) =>
    beginForm(scene.at().url, scene.tokenOf(id), { type, body }, { sent });

  it('is there whole, is what its bytes are, and counts by its own size', async () => {
    const { id, client } = somebody();
    const about = { name: 'dot "1".png', type: 'image/png', sha256: sha256Of(png) };
    const { status, json } = await client.upload(png, about);
    expect(status).toBe(201);
    const told = { owner_id: id, mime: 'image/png', size: png.length, sha256: sha256Of(png) };
    expect(json).toMatchObject(told);
    expect((await client.get(`/v1/files/${json.id}`)).json).toMatchObject(told);
    expect((await client.get('/v1/files')).json.items).toMatchObject([{ id: json.id }]);
    expect(await client.quota()).toMatchObject({ used: png.length, reserved: 0 });
  });

  it('may be empty, and may be of 8 MiB to the byte', async () => {
    const { client } = somebody();
    const bytes = randomBytes(8 * mebibyte);
    const ids = [await client.uploaded(Buffer.alloc(0)), await client.uploaded(bytes)];
    const [none, all] = await Promise.all(ids.map((each) => client.get(`/v1/files/${each}`)));
    expect([none?.json.size, all?.json.sha256]).toEqual([0, sha256Of(bytes)]);
    expect(await client.quota()).toMatchObject({ used: bytes.length, reserved: 0 });
  });

  it.each([8 * mebibyte + 1, 9 * mebibyte])(
    'is refused with %i bytes, and told another way',
    async (size) => {
      const { client } = somebody();
      const { status, json } = await client.upload(Buffer.alloc(size));
      expect([status, json.code]).toEqual([413, 'file_too_large']);
      expect(json.message).toContain('/v1/uploads');
      expect(await client.quota()).toMatchObject(nothing);
    },
  );

  it('is refused where it says no length and has too many', async () => {
    const { id } = somebody();
    const { type, body } = formOf(Buffer.alloc(8 * mebibyte + 1));
    const head = ['POST /v1/files HTTP/1.1', 'host: storage', `authorization: Bearer ${scene.tokenOf(id)}`];
    const lines = [...head, `content-type: ${type}`, 'transfer-encoding: chunked', '', ''].join('\r\n');
    const chunk = Buffer.concat([
      Buffer.from(`${body.length.toString(16)}\r\n`),
      body,
      Buffer.from('\r\n0\r\n\r\n'),
    ]);
    const answer = await rawHttp(scene.at().url, Buffer.concat([Buffer.from(lines), chunk]));
    expect(answer.text).toMatch(/^HTTP\/1.1 413 [^]*"file_too_large"/);
    expect(await scene.as(id).quota()).toMatchObject(nothing);
  });

  it.each([
    ['another checksum', text, { sha256: sha256Of(png) }, 'checksum_mismatch'],
    ['text that is called an image', text, { type: 'image/png' }, 'type_mismatch'],
    ['HTML that is called an image', Buffer.from('<html><script>'), { type: 'image/gif' }, 'type_mismatch'],
    ['a name that turns the direction of writing', text, { name: 'gpj.\u202Eexe' }, 'validation_failed'],
    ['a name of 4,000 characters', text, { name: 'x'.repeat(4_000) }, 'validation_failed'],
    ['no name', text, { name: '' }, 'validation_failed'],
  ])('is refused with %s, and nothing of it is left', async (_what, bytes, about, code) => {
    const { id, client } = somebody();
    const { status, json } = await client.upload(bytes, about);
    expect([status, json.code]).toEqual([422, code]);
    expect(await client.quota()).toMatchObject(nothing);
    expect((await client.get('/v1/files')).json.items).toEqual([]);
    const left = `SELECT FROM storage.uploads WHERE owner_id = $1 AND state IN ('open', 'done')`;
    expect(await scene.rows(left, [id])).toEqual([]);
  });

  it('that comes more slowly than a gateway lets it is refused, and its room is free', async () => {
    const { client } = somebody();
    const direct = scene.at().get(UploadDirectly);
    direct.longestMs = 0;
    const { status, json } = await client.upload(randomBytes(500_000));
    direct.longestMs = longestFormMs;
    expect([status, json.code]).toEqual([408, 'request_timeout']);
    expect(await client.quota()).toMatchObject(nothing);
  });

  it('has no folder, whatever its name says', async () => {
    const { client } = somebody();
    const { json } = await client.upload(text, { name: '../../etc/passwd' });
    expect(json.name).toBe('passwd');
  });

  const file = 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nto be';
  const late = 'Content-Disposition: form-data; name="sha256"\r\n\r\nff';
  it.each([
    ['of no form', 'multipart/form-data; boundary=x', 'nothing'],
    ['without a boundary', 'multipart/form-data', `--x\r\n${file}\r\n--x--\r\n`],
    ['that is empty', 'multipart/form-data; boundary=x', '--x--\r\n'],
    ['without a file', 'multipart/form-data; boundary=x', `--x\r\n${late}\r\n--x--\r\n`],
    ['with two files', 'multipart/form-data; boundary=x', `--x\r\n${file}\r\n--x\r\n${file}\r\n--x--\r\n`],
    [
      'with a checksum after the file',
      'multipart/form-data; boundary=x',
      `--x\r\n${file}\r\n--x\r\n${late}\r\n--x--\r\n`,
    ],
    ['that ends in the file', 'multipart/form-data; boundary=x', `--x\r\n${file}`],
    [
      'that ends before the file',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n',
    ],
    ['that does not end', 'multipart/form-data; boundary=x', `--x\r\n${file}\r\n--x\r\nContent-Dispo`],
    [
      'whose checksum is none',
      'multipart/form-data; boundary=x',
      `--x\r\n${late}\r\n--x\r\n${file}\r\n--x--\r\n`,
    ],
  ])('is refused in a form %s, and no file is made', async (_what, type, body) => {
    const { client } = somebody();
    const { status, json } = await sends(client, type, body);
    expect([status, json.code]).toEqual([400, 'malformed_form']);
    expect((await client.get('/v1/files')).json.items).toEqual([]);
    expect(await client.quota()).toMatchObject(nothing);
  });

  it('is taken in no other type', async () => {
    const { client } = somebody();
    expect((await sends(client, 'text/plain', 'a')).status).toBe(415);
    expect((await sends(client, 'application/json', '{}')).status).toBe(400);
  });

  it.each([100, 70_000])(
    'leaves no room taken when the connection breaks off %i bytes into it',
    async (sent) => {
      const { id, client } = somebody();
      const { type, body } = formOf(randomBytes(200_000));
      const start = body.indexOf('\r\n\r\n') + 4;
      const socket = begin(id, body, type, start + sent);
      await until('it to be begun', async () => (await client.quota()).reserved > 0);
      socket.destroy();
      await until('its room to be free', async () => (await client.quota()).reserved === 0);
      await scene.consistent();
      expect(await client.quota()).toMatchObject(nothing);
    },
  );

  it('may come slowly', async () => {
    const { id, client } = somebody();
    const { type, body } = formOf(text);
    const socket = begin(id, body, type, 10);
    for (let at = 10; at < body.length; at += 20) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      socket.write(body.subarray(at, at + 20));
    }
    await until('it to be there', async () => (await client.quota()).used === text.length);
    socket.destroy();
  });

  it('is refused before its bytes where there is no room', async () => {
    const { id, client } = somebody();
    await scene.setQuota(id, 1_000);
    const { type, body } = formOf(randomBytes(200_000));
    const socket = begin(id, body, type, 5_000);
    const answer = await new Promise<string>((resolve) =>
      socket.once('data', (chunk) => resolve(chunk.toString())),
    );
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1.1 507 /);
    expect(await client.quota()).toMatchObject({ ...nothing, limit: 1_000 });
  });

  it("is nobody else's, and of nobody without a token", async () => {
    const { client } = somebody();
    const id = await client.uploaded(text);
    expect((await somebody().client.get(`/v1/files/${id}`)).status).toBe(404);
    expect((await somebody().client.delete(`/v1/files/${id}`)).status).toBe(404);
    const { type, body } = formOf(text);
    const headers = { 'content-type': type, authorization: 'Bearer none' };
    expect((await client.post('/v1/files', body, { headers })).status).toBe(401);
  });

  it('left everything as rows say', () => scene.consistent());
});
