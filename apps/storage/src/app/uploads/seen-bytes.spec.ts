import { createHash } from 'node:crypto';
import { type Digesting } from './digesting';
import { SeenBytes } from './seen-bytes';

async function pass(digesting: Digesting | undefined, text: string): Promise<void> {
  const source = async function* () {
    yield Buffer.from(text);
  };
  for await (const _ of digesting?.through(source()) ?? []);
}

describe('what was seen of an upload', () => {
  const seen = new SeenBytes();
  const go = async (id: string, offset: number, text: string) => {
    const digesting = seen.take(id, offset);
    await pass(digesting, text);
    if (digesting) seen.keep(id, digesting);
    return digesting !== undefined;
  };

  it('is gone on with over several requests, and known as often as it is asked for', async () => {
    expect([await go('a', 0, 'to '), await go('a', 3, 'be')]).toEqual([true, true]);
    expect(seen.digest('a', 6)).toBeUndefined();
    const sha256 = createHash('sha256').update('to be').digest();
    for (let round = 0; round < 2; round += 1)
      expect(seen.digest('a', 5)).toEqual({ sha256, head: Buffer.from('to be'), length: 5 });
    seen.forget('a');
    expect(seen.digest('a', 5)).toBeUndefined();
  });

  it('is worth nothing once others have written, or what came then is not known to be stored', async () => {
    await go('b', 0, 'half');
    expect(await go('b', 9, ' of it')).toBe(false);
    expect(await go('b', 4, ' of it')).toBe(false);
    await go('c', 0, 'half');
    await pass(seen.take('c', 4), ' of it');
    expect(seen.digest('c', 10)).toBeUndefined();
  });

  it('is forgotten where there is more than can be kept, the oldest first', async () => {
    for (let each = 0; each < 1_001; each += 1) await go(`many-${each}`, 0, 'x');
    expect([seen.digest('many-0', 1), seen.digest('many-1', 1)?.length]).toEqual([undefined, 1]);
  });
});
