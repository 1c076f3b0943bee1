import { deflateRawSync } from 'node:zlib';
import { type CacheEntry } from './cache-entry';
import { decodeEntry, encodeEntry, idOf } from './entry-codec';

const entryOf = (payload: string): CacheEntry => ({
  payload,
  tags: ['user:1', 'with "quotes"\nand lines'],
  asOf: 1_790_000_000_000_123,
  graceMs: 5,
  loadMs: 7,
});

const [threshold, limit] = [1_024, 1_000_000];
const encoded = (entry: CacheEntry) => encodeEntry(entry, { threshold, limit });

describe('an entry as Redis holds it', () => {
  it.each([
    ['small', 'j"é"'],
    ['above the threshold', `j"${'é'.repeat(2_000)}"`],
    ['empty', 'j""'],
  ])('comes back as it was when it is %s', async (_name, payload) => {
    expect(await decodeEntry(await encoded(entryOf(payload)), limit)).toEqual(entryOf(payload));
  });

  it('is compressed above the threshold, where that makes it smaller', async () => {
    const [fits, repeats] = [entryOf(`j"${'a'.repeat(1_021)}"`), entryOf(`j"${'a'.repeat(1_022)}"`)];
    expect((await encoded(fits)).charAt(0)).toBe('1');
    const compressed = await encoded(repeats);
    expect(compressed.charAt(0)).toBe('2');
    expect(compressed.length).toBeLessThan(300);
    const random = entryOf(Array.from({ length: 3_000 }, () => Math.random().toString(36).slice(2)).join(''));
    const text = await encoded(random);
    expect(text.length).toBeLessThanOrEqual(random.payload.length + 200);
  });

  it('is read by its format, whatever the threshold was; an unknown format is no entry', async () => {
    const text = await encoded(entryOf(`j"${'a'.repeat(5_000)}"`));
    expect(await decodeEntry(text, limit)).toEqual(entryOf(`j"${'a'.repeat(5_000)}"`));
    expect(await decodeEntry(`9${text.slice(1)}`, limit)).toBeUndefined();
    for (const broken of ['', '1', '2', text.slice(0, 60), `1${'x'.repeat(40)}`, `${text.slice(0, -40)}????`])
      expect(await decodeEntry(broken, limit)).toBeUndefined();
  });

  const head = { tags: ['a'], asOf: 1, graceMs: 0, loadMs: 1 };
  const textOf = (shown: unknown, payload = 'j1', format = '1') =>
    `${format}${'A'.repeat(12)}${JSON.stringify(shown)}\n${payload}`;

  it.each<[string, string]>([
    ['a head that is none', textOf(null)],
    ['no tags', textOf({ ...head, tags: undefined })],
    ['tags that are a text', textOf({ ...head, tags: 'abc' })],
    ['tags that are no texts', textOf({ ...head, tags: [1, null] })],
    ['no number', textOf({ ...head, asOf: 'x' })],
    ['a grace that is no time', textOf({ ...head, graceMs: 'x' })],
    ['a loading time below zero', textOf({ ...head, loadMs: -1 })],
    ['no value', textOf(head, '')],
    ['a broken value', textOf(head, 'j{')],
    ['a value of an unknown kind', textOf(head, 'z1')],
    ['a value with an unknown mark', textOf(head, 's{"$":"moon","v":"a"}')],
    ['a map that is none', textOf(head, 's{"$":"map","v":5}')],
    ['a big integer that is none', textOf(head, 's{"$":"bigint","v":"x"}')],
    [
      'a value that unfolds to too much',
      textOf(head, deflateRawSync(`j"${'a'.repeat(limit)}"`).toString('base64'), '2'),
    ],
  ])('is none with %s', async (_name, text) => {
    expect(await decodeEntry(textOf(head), limit)).toEqual({ ...head, payload: 'j1' });
    expect(await decodeEntry(text, limit)).toBeUndefined();
  });

  it('is not compressed where it would not be read again', async () => {
    const large = entryOf(`j"${'a'.repeat(limit)}"`);
    expect(await decodeEntry(await encoded(large), limit)).toEqual(large);
  });

  it('has an id of its own each time', async () => {
    const texts = await Promise.all([1, 2].map(() => encoded(entryOf('same'))));
    expect(new Set(texts.map(idOf)).size).toBe(2);
    expect(idOf(null)).toBe('');
  });
});
