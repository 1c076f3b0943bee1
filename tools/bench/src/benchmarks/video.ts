import { type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { BareRelay } from '../video/bare-relay';
import { measureOpenSockets } from '../video/measure-open-sockets';
import { measureSetUps } from '../video/measure-set-ups';
import { measureSignals } from '../video/measure-signals';
import { VideoStage } from '../video/video-stage';

async function run(context: BenchmarkContext): Promise<Figure[]> {
  const around = await context.surroundings();
  context.progress('starting auth, chat and two instances of video');
  const stage = await VideoStage.start(around);
  try {
    const relay = await BareRelay.start(around.redis.url);
    try {
      const sockets = await measureOpenSockets(stage, relay, context);
      const setUps = await measureSetUps(stage, context);
      // Last, for Redis is killed in it.
      return [...(await measureSignals(stage, relay, context)), ...setUps, ...sockets];
    } finally {
      await relay.close();
    }
  } finally {
    await stage.close();
  }
}

/** What signals cost that are checked and kept, how many calls are begun, and what a socket costs that waits for one. */
export const video: Benchmark = {
  name: 'video',
  what: 'signals passed on at one instance and between two, calls set up, and 5,000 sockets',
  peer: 'bare Socket.IO with its Redis adapter, passing on whatever it is given',
  run,
};
