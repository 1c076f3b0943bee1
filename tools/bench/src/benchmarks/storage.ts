import { type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { measureFiles } from '../storage/measure-files';
import { measureWithoutRedis } from '../storage/measure-without-redis';
import { startStorageStage } from '../storage/storage-stage';
import { type Surroundings } from '../surroundings/surroundings';

async function measureStage(around: Surroundings, context: BenchmarkContext): Promise<Figure[]> {
  context.progress('starting auth, storage and the gateway');
  const stage = await startStorageStage(around, context.progress);
  try {
    return await measureFiles(stage, context);
  } finally {
    await stage.close();
  }
}

async function run(context: BenchmarkContext): Promise<Figure[]> {
  const around = await context.surroundings();
  const files = await measureStage(around, context);
  return [...files, ...(await measureWithoutRedis(around, context))];
}

/** What a file costs that is somebody's: its token, its room, its digest and its row, beside bytes that are nobody's. */
export const storage: Benchmark = {
  name: 'storage',
  what: 'large files up and down, small files; the same with Redis frozen and gone',
  peer: 'a bare Node stream to the same disk, the same hashing, nginx; and ours with Redis up',
  run,
};
