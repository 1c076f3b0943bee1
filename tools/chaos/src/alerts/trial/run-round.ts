import { setTimeout as sleep } from 'node:timers/promises';
import { type AlertFault } from '../faults/alert-fault';
import { type WatchedFleet } from '../live/watched-fleet';
import { type Beside, judgeBeside } from './judge-beside';

/** Within this each alert must fire, and clear. */
export const barMs = 120_000;
/** Longer is waited than it may take, so that the figure of one that is late is known. */
const waitMs = 170_000;
const everyMs = 500;

/** What became of one alert of a fault; undefined: it did not in all the time that was waited. */
export interface AlertFigures {
  readonly alert: string;
  readonly fault: string;
  readonly firedMs: number | undefined;
  readonly clearedMs: number | undefined;
  /** It could not be made, or could not be ended. */
  readonly failure?: string;
}

/** Who hears of what a round shows while it goes on. */
export interface RoundListener {
  say(text: string): void;
  shown(figures: readonly AlertFigures[]): Promise<void>;
}

/** Whether it came and went within the bars. */
export const isInTime = ({ firedMs = Infinity, clearedMs = Infinity }: AlertFigures): boolean =>
  firedMs <= barMs && clearedMs <= barMs;

async function waitFor(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + waitMs;
  while (!isSo() && Date.now() < deadline) await sleep(everyMs);
}

async function strike(
  fleet: WatchedFleet,
  fault: AlertFault,
  say: (text: string) => void,
): Promise<readonly AlertFigures[]> {
  const { watch } = fleet;
  const { fires, name, does } = fault;
  const began = Date.now();
  say(`${does} [${name}]`);
  try {
    const end = await fault.begin(fleet);
    await waitFor(() => fires.every((alert) => watch.firedAt(alert, began) !== undefined));
    await end();
    const ended = Date.now();
    say(`over: ${name}, after ${Math.round((ended - began) / 1_000)} s`);
    await waitFor(() => fires.every((alert) => !watch.isFiring(alert)));
    return fires.map((alert) => {
      const [fired, cleared] = [watch.firedAt(alert, began), watch.clearedAt(alert, began)];
      return {
        ...{ alert, fault: name },
        firedMs: fired && fired - began,
        // What happens once and is over clears while the others are still waited for.
        clearedMs: cleared && Math.max(0, cleared - ended),
      };
    });
  } catch (error) {
    const failure = (error as Error).message;
    say(`${name} could not be made: ${failure}`);
    return fires.map((alert) => ({ alert, fault: name, firedMs: undefined, clearedMs: undefined, failure }));
  }
}

/** Makes the faults of a round at once; gives what fired beside, when all is over and nothing fires any more, or too long after. */
export async function runRound(
  fleet: WatchedFleet,
  faults: readonly AlertFault[],
  listener: RoundListener,
): Promise<readonly Beside[]> {
  const { watch } = fleet;
  const before = watch.changes.length;
  const each = faults.map(async (fault) =>
    listener.shown(await strike(fleet, fault, (text) => listener.say(text))),
  );
  await Promise.all(each);
  await waitFor(() => watch.active.every(({ state }) => state !== 'firing'));
  return judgeBeside(watch.changes.slice(before), faults);
}
