import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { until } from '@secureconnect/testing';
import { BlobCutError } from './blob-cut.error';
import { exactly } from './exactly';

const of = (...chunks: string[]) => Readable.from(chunks.map((each) => Buffer.from(each)));

describe('bytes of a promised length', () => {
  it('are passed on', async () => {
    expect(String(await buffer(exactly(5, of('to ', 'be'))))).toBe('to be');
    expect((await buffer(exactly(0, of()))).length).toBe(0);
  });

  it.each([4, 6])('are cut where %i were promised and five come', async (length) => {
    await expect(buffer(exactly(length, of('to ', 'be')))).rejects.toThrow(BlobCutError);
  });

  it('fail as their source does', async () => {
    const source = new Readable({ read() {} });
    const passed = buffer(exactly(5, source));
    source.destroy(new Error('the disk is gone'));
    await expect(passed).rejects.toThrow('the disk is gone');
  });

  it('take their source with them, also before anybody has read', async () => {
    const source = new Readable({ read() {} });
    exactly(5, source)
      .on('error', () => undefined)
      .destroy();
    await until('the source is closed', () => source.destroyed);
  });
});
