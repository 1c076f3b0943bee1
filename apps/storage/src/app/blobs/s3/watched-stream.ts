import { Readable } from 'node:stream';
import { StoreAwayError } from '../store-away.error';

/**
 * What comes from afar, given up once nothing has come for so long. Only while somebody waits for it: whoever reads
 * slowly is not what is watched.
 */
export function watched(source: Readable, patienceMs: number): Readable {
  return Readable.from(passOn(source, patienceMs), { objectMode: false, highWaterMark: 256 * 1_024 });
}

async function* passOn(source: Readable, patienceMs: number): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    for (;;) {
      const timer = setTimeout(() => source.destroy(new Error(`Nothing for ${patienceMs} ms`)), patienceMs);
      const { done, value } = await chunks.next().finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } catch (cause) {
    throw new StoreAwayError('', { cause });
  } finally {
    source.destroy();
  }
}
