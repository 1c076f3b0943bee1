import { pipeline, type Readable, Transform } from 'node:stream';
import { BlobCutError } from './blob-cut.error';

/**
 * Passes on as many bytes as were promised, and breaks off where there are fewer or more: whoever reads must neither
 * wait for what will not come, nor take the half for the whole. Destroyed, it takes its source with it.
 */
export function exactly(length: number, source: Readable): Readable {
  let missing = length;
  const counted = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      missing -= chunk.byteLength;
      if (missing < 0) done(new BlobCutError(missing));
      else done(null, chunk);
    },
    flush: (done) => done(missing === 0 ? null : new BlobCutError(missing)),
  });
  // What ended it, its reader is told by the stream itself.
  return pipeline(source, counted, () => undefined);
}
