import { createHash, randomBytes } from 'node:crypto';
import { Sha256 } from './sha256';

const theirs = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('SHA-256 of bytes as they go by', () => {
  it.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1_000, 100_000])('is that of all %d of them', (count) => {
    const bytes = randomBytes(count);
    for (const step of [1 + (count >> 3), 37, 64, count + 1]) {
      const hash = new Sha256();
      for (let at = 0; at < count; at += step) hash.update(bytes.subarray(at, at + step));
      expect(hash.hex()).toBe(theirs(bytes));
    }
  });
});
