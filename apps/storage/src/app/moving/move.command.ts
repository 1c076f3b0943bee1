import { parseArgs } from 'node:util';
import { Module } from '@nestjs/common';
import { type ServiceCommand } from '@secureconnect/platform';
import { BlobStores } from '../blobs/blob-stores';
import { BlobsModule } from '../blobs/blobs.module';
import { MoveBlobs, type MoveProgress } from './move-blobs.use-case';
import { outcomeInWords, progressInWords } from './move-words';
import { MovingRecord } from './moving-record.adapter';

const usage = 'move --to local|s3 [--concurrency 1 to 64] [--rate <MiB a second>]';
const tellEveryMs = 2_000;

/** No more than it takes: nothing here listens, looks for Redis or runs a job. */
@Module({ imports: [BlobsModule], providers: [MovingRecord, MoveBlobs] })
class MovingModule {}

function numberOf(given: string | undefined, usual: number, most: number, name: string): number {
  const value = given === undefined ? usual : Number(given);
  if (!(value > 0 && value <= most)) throw new Error(`--${name} is a number up to ${most}: ${usage}`);
  return value;
}

/** Tells people every few seconds, each time a line. */
function teller(): (progress: MoveProgress) => void {
  const startedAt = performance.now();
  let toldAt = -Infinity;
  return (progress) => {
    const now = performance.now();
    if (now - toldAt < tellEveryMs) return;
    toldAt = now;
    process.stdout.write(`${progressInWords(progress, (now - startedAt) / 1_000)}\n`);
  };
}

/** `move --to s3` brings all blobs there while the service runs; killed, it is run again and goes on. */
export const move: ServiceCommand = {
  module: MovingModule,
  async run(app, args) {
    const options = {
      to: { type: 'string' },
      concurrency: { type: 'string' },
      rate: { type: 'string' },
    } as const;
    const { to, concurrency, rate } = parseArgs({ args: [...args], options }).values;
    const { all, places } = app.get(BlobStores);
    const names = all.map(({ name }) => name);
    if (to === undefined || !names.includes(to))
      throw new Error(`Say whereto, of the stores that are set (${names.join(', ')}): ${usage}`);
    const atOnce = Math.ceil(numberOf(concurrency, 4, 64, 'concurrency'));
    const outcome = await app.get(MoveBlobs).run({
      // Of more some would wait for room in memory, and that they waited too long would end the move.
      ...{ to, concurrency: Math.min(atOnce, places?.most ?? atOnce) },
      bytesPerSecond: numberOf(rate, 1_048_576, 1_048_576, 'rate') * 1_048_576,
      onProgress: teller(),
    });
    return outcomeInWords(outcome, to);
  },
};
