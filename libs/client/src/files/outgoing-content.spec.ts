import { createHash, randomBytes } from 'node:crypto';
import { contentReader } from './file-content';
import { OutgoingContent } from './outgoing-content';

const bytes = randomBytes(10_000);
const piecesOf = (size: number) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.subarray(at, at + size));
      controller.close();
    },
  });

describe.each([
  ['bytes', () => contentReader(bytes)],
  ['a blob', () => contentReader(new Blob([bytes]))],
  ['a stream of small pieces', () => contentReader(piecesOf(7), bytes.length)],
  ['a stream of one piece', () => contentReader(piecesOf(bytes.length), bytes.length)],
])('content on its way from %s', (_what, open) => {
  it('is read part by part, and again from within its last part', async () => {
    const content = new OutgoingContent(open());
    for (const [from, most] of [
      [0, 4_000],
      [1_000, 4_000],
      [5_000, 1],
      [5_001, 9_999],
    ] as const)
      expect(Buffer.from(await content.part(from, most))).toEqual(bytes.subarray(from, from + most));
    expect(await content.digest()).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('has the digest of all of it also where it is gone on with from its middle', async () => {
    const content = new OutgoingContent(open());
    expect(Buffer.from(await content.part(6_000, 4_000))).toEqual(bytes.subarray(6_000));
    expect(await content.digest()).toBe(createHash('sha256').update(bytes).digest('hex'));
  });
});

it('a stream that ends early, or whose size nobody said, is refused', async () => {
  const content = new OutgoingContent(contentReader(piecesOf(100), bytes.length + 1));
  await expect(content.part(0, bytes.length + 1)).rejects.toMatchObject({ code: 'size_mismatch' });
  expect(() => contentReader(piecesOf(100))).toThrow(
    expect.objectContaining({ code: 'size_mismatch' }) as Error,
  );
});
