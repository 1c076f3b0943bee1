import { bytesInWords, outcomeInWords, progressInWords } from './move-words';

const gibibyte = 1_073_741_824;

describe('a move, in words,', () => {
  it.each([
    [0, '0 B'],
    [1_023, '1023 B'],
    [1_536, '1.5 KiB'],
    [250 * 1_048_576, '250 MiB'],
    [3.25 * gibibyte, '3.3 GiB'],
  ])('has %i bytes as %s', (bytes, words) => {
    expect(bytesInWords(bytes)).toBe(words);
  });

  it('tells how far it came and how long it takes', () => {
    const progress = {
      total: { blobs: 5_310, bytes: 12 * gibibyte },
      done: { blobs: 1_204, bytes: 3 * gibibyte },
    };
    expect(progressInWords(progress, 60)).toBe(
      '1,204 of 5,310 blobs, 3.0 GiB of 12.0 GiB, 51.2 MiB/s, 3 min left',
    );
  });

  it('says when the other store is needed no more, and what needs it until then', () => {
    const all = { blobs: 3, bytes: 30 };
    const over = { total: all, done: all, failed: 0, left: { uploads: 0, doomed: 0 } };
    expect(outcomeInWords(over, 's3')).toContain('Nothing needs the other store any more');
    const words = outcomeInWords({ ...over, failed: 1, left: { uploads: 2, doomed: 3 } }, 's3');
    for (const part of ['2 blobs lie in s3', '1 stayed', '2 uploads', '3 old blobs', 'both stores'])
      expect(words).toContain(part);
  });
});
