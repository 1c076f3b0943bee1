import { AuthScene, type Person, seededPassword } from '../auth-scene.contract';
import { Dice, startSentinel } from '@secureconnect/testing';
import { failoverFaults } from './failover-faults.contract';
import { goThroughHistory } from './go-through-history.contract';
import { type Bounds, type Step } from './history.contract';
import { HistoryClient } from './history-client.contract';
import { judgeHistory } from './judge-history.contract';
import { type Faults, makeFaults, redisFaults } from './redis-faults.contract';

/** How many histories, how many at once, and what they are measured against. */
export interface Extent extends Bounds {
  readonly histories: number;
  readonly atOnce: number;
  readonly onProgress?: (done: number, broken: number) => void;
}

/** What became of all of them. */
export interface Findings {
  readonly broken: readonly string[];
  readonly made: Readonly<Record<string, number>>;
  /** How many steps of each kind had which answer. */
  readonly answers: Readonly<Record<string, number>>;
  readonly slowestMs: number;
}

const administratorForMs = 300_000;

/** A token of an administrator, never an old one. */
function administratorOf(scene: AuthScene, { email }: Person): () => Promise<string> {
  let token: Promise<string> | undefined;
  let at = 0;
  const logIn = async () =>
    ((await scene.both[0].login(email, seededPassword)).json as { access_token: string }).access_token;
  return () => {
    if (!token || Date.now() - at > administratorForMs) [token, at] = [logIn(), Date.now()];
    return token;
  };
}

class Tally {
  readonly broken: string[] = [];
  readonly answers: Record<string, number> = {};
  slowestMs = 0;
  done = 0;

  take(number: number, steps: readonly Step[], extent: Extent): void {
    this.broken.push(...judgeHistory({ number, steps }, extent));
    for (const { kind, status, begun, ended } of steps) {
      this.answers[`${kind} ${status}`] = (this.answers[`${kind} ${status}`] ?? 0) + 1;
      this.slowestMs = Math.max(this.slowestMs, ended - begun);
    }
    this.done += 1;
    extent.onProgress?.(this.done, this.broken.length);
  }
}

async function runAll(scene: AuthScene, seed: number, extent: Extent): Promise<Tally> {
  const tally = new Tally();
  const people = await scene.seed(extent.histories);
  const administrator = administratorOf(scene, await scene.someone('admin'));
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let number = next++; number < extent.histories; number = next++) {
      const client = new HistoryClient(people[number] as Person, scene.both, administrator);
      await goThroughHistory(client, seed + number * 7_919, extent.revokedWithinMs);
      tally.take(number, client.steps, extent);
    }
  };
  await Promise.all(Array.from({ length: extent.atOnce }, worker));
  return tally;
}

/** Clients go on for as long as faults are made. */
async function runUnder<R>(
  scene: AuthScene,
  failing: readonly [R, Faults<R>],
  seed: number,
  extent: Extent,
): Promise<Findings> {
  let isOver = false;
  const isNormal = async () =>
    (await Promise.all(scene.both.map((door) => door.mode()))).every((mode) => mode === 'normal');
  try {
    const faults = makeFaults(failing, new Dice(seed), { isOver: () => isOver, isNormal });
    const { broken, answers, slowestMs } = await runAll(scene, seed, extent).finally(() => (isOver = true));
    const made = await faults;
    const ended = scene.doors.flatMap(({ service: { exit } }) => exit ?? []);
    const exits = ended.map((exit) => `an instance ended: ${JSON.stringify(exit)}`);
    return { broken: [...broken, ...exits], made, answers, slowestMs };
  } finally {
    await scene.close();
  }
}

/** Accounts whose clients log in, refresh, log out, are guessed at and unlocked at two instances, while Redis fails in an order that the seed gives. */
export async function runHistories(seed: number, extent: Extent): Promise<Findings> {
  const scene = await AuthScene.start({}, {});
  return runUnder(scene, [scene.redis, redisFaults], seed, extent);
}

/** The same while Sentinels make one server after another the master. */
export async function runHistoriesOverFailovers(seed: number, extent: Extent): Promise<Findings> {
  const group = await startSentinel();
  try {
    return await runUnder(await AuthScene.watched(group, {}, {}), [group, failoverFaults], seed, extent);
  } finally {
    await group.close();
  }
}
