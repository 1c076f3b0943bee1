import { perSecond } from '../auth/auth-stage';
import { type BenchmarkContext, type Figure } from '../benchmark';
import { median, spread, takeTurns } from '../figures/rounds';
import { beginCall, type Couple } from './begin-call';
import { type VideoStage } from './video-stage';

const atOnce = 16;

/** Calls set up a second, of people at two instances: called, accepted, both connected to it, and ended again. */
export async function measureSetUps(
  stage: VideoStage,
  { quick, progress }: BenchmarkContext,
): Promise<Figure[]> {
  progress('calls set up');
  const free: Couple[] = [];
  for (let left = atOnce; left > 0; left -= 1) free.push(await stage.couple([0, 1]));
  const once = async (): Promise<void> => {
    const couple = free.pop() as Couple;
    const id = await beginCall(stage, couple);
    await stage.ask(couple.both[0], `${id}/end`);
    free.push(couple);
  };
  const [rounds, seconds] = quick ? [1, 1] : [5, 4];
  const { ours } = await takeTurns(['ours'], rounds, () => perSecond(seconds, atOnce, once));
  for (const { both } of free) for (const { socket } of both) socket.close();
  return [{ name: 'calls set up and ended', unit: '/s', ours: median(ours), spread: spread(ours) }];
}
