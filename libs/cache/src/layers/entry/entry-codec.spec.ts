import { type CacheEntry } from './cache-entry';
import { decodeEntry, encodeEntry, idOf } from './entry-codec';

const entryOf = (payload: string): CacheEntry => ({
  payload,
  tags: ['user:1', 'with "quotes"\nand lines'],
  asOf: 1_790_000_000_000_123,
  graceMs: 5,
  loadMs: 7,
});

describe('an entry as Redis holds it', () => {
  it.each([
    ['small', 'j"é"'],
    ['above the threshold', `j"${'é'.repeat(2_000)}"`],
    ['empty', ''],
  ])('comes back as it was when it is %s', async (_name, payload) => {
    expect(await decodeEntry(await encodeEntry(entryOf(payload), 1_024))).toEqual(entryOf(payload));
  });

  it('is compressed above the threshold, where that makes it smaller', async () => {
    const [fits, repeats] = [entryOf('a'.repeat(1_024)), entryOf('a'.repeat(1_025))];
    expect((await encodeEntry(fits, 1_024)).charAt(0)).toBe('1');
    const compressed = await encodeEntry(repeats, 1_024);
    expect(compressed.charAt(0)).toBe('2');
    expect(compressed.length).toBeLessThan(300);
    const random = entryOf(Array.from({ length: 3_000 }, () => Math.random().toString(36).slice(2)).join(''));
    const text = await encodeEntry(random, 1_024);
    expect(text.length).toBeLessThanOrEqual(random.payload.length + 200);
  });

  it('is read by its format, whatever the threshold was; an unknown format is no entry', async () => {
    const text = await encodeEntry(entryOf('a'.repeat(5_000)), 1_024);
    expect(await decodeEntry(text)).toEqual(entryOf('a'.repeat(5_000)));
    expect(await decodeEntry(`9${text.slice(1)}`)).toBeUndefined();
    for (const broken of ['', '1', '2', text.slice(0, 60), `1${'x'.repeat(40)}`, `${text.slice(0, -40)}????`])
      expect(await decodeEntry(broken)).toBeUndefined();
  });

  it('has an id of its own each time', async () => {
    const texts = await Promise.all([1, 2].map(() => encodeEntry(entryOf('same'), 1_024)));
    expect(new Set(texts.map(idOf)).size).toBe(2);
    expect(idOf(null)).toBe('');
  });
});
