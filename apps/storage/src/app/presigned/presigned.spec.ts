import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { type HttpAnswer, type S3Server, startS3 } from '@secureconnect/testing';
import { BlobStores } from '../blobs/blob-stores';
import { type PartSigner } from '../blobs/part-signer';
import { S3Places } from '../blobs/s3/s3-places.contract';
import { bucketSeen } from '../blobs/s3/seen-bucket.contract';
import { finishedKey } from '../blobs/s3/s3-unfinished';
import { sha256Of } from '../storage-client.contract';
import { StorageScene } from '../storage-scene.contract';
import { hugePng } from '../thumbnails/pictures.contract';
import { type SignedPartDto } from './presigned.dto';

const mebibyte = 1_048_576;
const png = hugePng(16, 16, { rows: 16 });

async function put({ url, headers }: Pick<SignedPartDto, 'url' | 'headers'>, body: Buffer): Promise<number> {
  const { 'content-length': _own, ...others } = headers;
  const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(body), headers: others });
  await answer.text();
  return answer.status;
}

describe('a presigned upload', () => {
  let s3: S3Server;
  let places: S3Places;
  let scene: StorageScene;

  beforeAll(async () => {
    s3 = await startS3();
    places = new S3Places(s3);
    scene = await StorageScene.start(2, places.env);
    scene.otherStores.push(bucketSeen(s3));
  }, 180_000);

  afterAll(async () => {
    await scene.close();
    await s3.close();
  });

  const begin = async (userId: string, body: Record<string, unknown>) => {
    const answer = await scene.as(userId).post('/v1/uploads', { name: 'a.bin', way: 'presigned', ...body });
    expect([answer.status, answer.json.way]).toEqual([201, 'presigned']);
    return answer.json as { id: string; url: string; signed: { count: number; parts: SignedPartDto[] } };
  };

  const complete = (userId: string, id: string, place = 0) =>
    scene.as(userId, place).post(`/v1/uploads/${id}/complete`, {}, { deadline: 60_000 });

  const gone = async (userId: string) => {
    expect((await scene.as(userId).quota()).reserved).toBe(0);
    await scene.sweep();
    const [{ count } = { count: -1 }] = await scene.rows<{ count: number }>(
      'SELECT count(*)::int AS count FROM storage.doomed_blobs',
    );
    expect(count).toBe(0);
  };

  it('brings a file of two parts past the service, which is held to what was promised', async () => {
    const [ada] = scene.people(1);
    const bytes = randomBytes(8 * mebibyte + 5);
    const { id, signed } = await begin(ada, { size: bytes.length, sha256: sha256Of(bytes) });
    expect([signed.count, signed.parts.map(({ offset, size }) => [offset, size])]).toEqual([
      2,
      [
        [0, 8 * mebibyte],
        [8 * mebibyte, 5],
      ],
    ]);
    expect(await scene.as(ada).quota()).toMatchObject({ used: 0, reserved: bytes.length });
    const early = await complete(ada, id);
    expect([early.status, early.json.code]).toEqual([409, 'upload_incomplete']);
    for (const part of signed.parts)
      expect(await put(part, bytes.subarray(part.offset, part.offset + part.size))).toBe(200);
    const answers = [await complete(ada, id), await complete(ada, id)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[0]?.json).toMatchObject({ id: answers[1]?.json.id, sha256: sha256Of(bytes) });
    const [row] = await scene.rows<{ key: string }>(
      `SELECT blob_key AS key FROM storage.files WHERE id = '${String(answers[0]?.json.id)}'`,
    );
    const read = await scene.at().get(BlobStores).of('s3').read(row!.key);
    expect((await buffer(read)).equals(bytes)).toBe(true);
    expect(await scene.as(ada).quota()).toMatchObject({ used: bytes.length, reserved: 0 });
  }, 120_000);

  it('that two instances are asked to end at once becomes one file', async () => {
    const [ada] = scene.people(1);
    const bytes = randomBytes(8 * mebibyte + 5);
    const { id, signed } = await begin(ada, { size: bytes.length, sha256: sha256Of(bytes) });
    for (const part of signed.parts)
      expect(await put(part, bytes.subarray(part.offset, part.offset + part.size))).toBe(200);
    const answers = await Promise.all([0, 1, 0, 1].map((place) => complete(ada, id, place)));
    expect(new Set(answers.map(({ status, json }) => `${status} ${json.id}`)).size).toBe(1);
    expect(answers[0]?.json).toMatchObject({ sha256: sha256Of(bytes) });
    await scene.consistent();
  }, 120_000);

  it('that one instance ends while another looks at its parts is the same file to both', async () => {
    const [ada] = scene.people(1);
    const { id, signed } = await begin(ada, { size: 5 });
    expect(await put(signed.parts[0]!, Buffer.from('hello'))).toBe(200);
    const late = scene.at(1).get(BlobStores).signerOf('s3')!;
    let first: HttpAnswer | undefined;
    const { brought } = Object.getPrototypeOf(late) as PartSigner;
    const look = jest.spyOn(late, 'brought').mockImplementationOnce(async (key) => {
      first = await complete(ada, id);
      return brought.call(late, key);
    });
    const second = await complete(ada, id, 1);
    look.mockRestore();
    expect([first?.status, second.status]).toEqual([200, 200]);
    expect(second.json.id).toBe(first?.json.id);
    await scene.consistent();
  }, 120_000);

  it('is bound to place, length and digest by the signature of the S3', async () => {
    const [ada] = scene.people(1);
    const { id, url } = await begin(ada, { size: 5 });
    const md5 = createHash('md5').update('hello').digest('base64');
    const { json } = await scene.as(ada).post(url, { parts: [{ number: 1, md5 }, { number: 7 }] });
    const [part, ...others] = json.parts as SignedPartDto[];
    expect(others).toEqual([]);
    const refused = [
      await put(part!, Buffer.from('hello!')),
      await put({ ...part!, url: part!.url.replace('blobs/', 'blobs/x') }, Buffer.from('hello')),
      await put({ ...part!, url: part!.url.replace('partNumber=1', 'partNumber=2') }, Buffer.from('hello')),
      await put({ ...part!, url: part!.url.replace(/Expires=\d+/, 'Expires=9999') }, Buffer.from('hello')),
      await put({ ...part!, headers: {} }, Buffer.from('hello')),
      await put(part!, Buffer.from('jello')),
    ];
    expect(refused).toEqual([403, 403, 403, 403, 403, 400]);
    expect((await complete(ada, id)).json.code).toBe('upload_incomplete');
    expect(await put(part!, Buffer.from('hello'))).toBe(200);
    expect((await complete(ada, id)).status).toBe(200);
  }, 120_000);

  it.each([
    ['of another type', { mime: 'image/png' }, Buffer.from('<html><script>'), 'type_mismatch'],
    ['of another digest', { sha256: sha256Of(Buffer.from('a')) }, Buffer.from('b'), 'checksum_mismatch'],
  ])(
    '%s than promised leaves nothing',
    async (_what, promised, bytes, code) => {
      const [ada] = scene.people(1);
      const { id, signed } = await begin(ada, { size: bytes.length, ...promised });
      expect(await put(signed.parts[0]!, bytes)).toBe(200);
      const answer = await complete(ada, id);
      expect([answer.status, answer.json.code]).toEqual([422, code]);
      const [row] = await scene.rows<{ key: string }>(
        `SELECT blob_key AS key FROM storage.uploads WHERE id = '${id}'`,
      );
      await gone(ada);
      const bucket = places.bucket();
      expect(await bucket.head(finishedKey(row!.key))).toBeUndefined();
      expect(await bucket.uploads(finishedKey(row!.key))).toEqual([]);
    },
    120_000,
  );

  it('that is what it is called keeps its type, and one of nothing is a file', async () => {
    const [ada] = scene.people(1);
    const image = await begin(ada, { size: png.length, mime: 'image/png' });
    expect(await put(image.signed.parts[0]!, png)).toBe(200);
    expect((await complete(ada, image.id)).json.mime).toBe('image/png');
    const empty = await begin(ada, { size: 0 });
    expect(empty.signed.parts).toEqual([]);
    expect((await complete(ada, empty.id)).json).toMatchObject({ size: 0 });
  }, 120_000);

  it('is nobody else’s, and nothing is brought to it by tus', async () => {
    const [ada, bob] = scene.people(2);
    const { id, url } = await begin(ada, { size: 3 });
    expect((await scene.as(bob).post(url, { parts: [{ number: 1 }] })).status).toBe(404);
    expect((await complete(bob, id)).status).toBe(404);
    expect((await scene.as(ada).append(`/v1/uploads/tus/${id}`, 0, Buffer.from('abc'))).status).toBe(404);
    expect((await scene.as(ada).delete(`/v1/uploads/${id}`)).status).toBe(204);
    expect((await scene.as(ada).post(url, { parts: [{ number: 1 }] })).status).toBe(410);
    await gone(ada);
  }, 120_000);

  it('needs its room before its first URL, and gives it back where the S3 is away', async () => {
    const [ada] = scene.people(1);
    await scene.setQuota(ada, 10);
    const asked = { name: 'a.bin', size: 11, way: 'presigned' };
    expect((await scene.as(ada).post('/v1/uploads', asked)).json.code).toBe('quota_exceeded');
    await s3.kill();
    const away = await scene.as(ada).post('/v1/uploads', { ...asked, size: 5 }, { deadline: 60_000 });
    expect([away.status, away.json.code, away.headers['retry-after']]).toEqual([
      503,
      'store_unavailable',
      '5',
    ]);
    const health = await scene.as(ada).get('/health', { deadline: 60_000 });
    expect([health.status, health.json.components.files_s3.status]).toEqual([200, 'down']);
    expect((await scene.as(ada).get('/health/ready')).status).toBe(200);
    expect((await scene.as(ada).quota()).reserved).toBe(0);
    await s3.start();
    expect((await scene.as(ada).post('/v1/uploads', { ...asked, size: 5 })).status).toBe(201);
  }, 180_000);
});
