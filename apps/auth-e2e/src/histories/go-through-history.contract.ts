import { setTimeout as sleep } from 'node:timers/promises';
import { Dice } from '@secureconnect/testing';
import { type HistoryClient } from './history-client.contract';

type Move = (client: HistoryClient, dice: Dice) => Promise<void>;

const times = (count: number, move: Move): Move[] => Array.from({ length: count }, () => move);
const twice =
  (move: Move): Move =>
  async (client, dice) =>
    void (await Promise.all([move(client, dice), move(client, dice)]));

/** What somebody who is logged in does, as often as it stands here. */
const sessionMoves: readonly Move[] = [
  ...times(8, (client, dice) => client.access(dice)),
  ...times(7, (client, dice) => client.refresh(dice)),
  ...times(
    3,
    twice((client, dice) => client.refresh(dice)),
  ),
  (client, dice) => client.refresh(dice, 1),
  (client, dice) => client.refresh(dice, 2),
  ...times(3, (client, dice) => client.logout(dice, 'local')),
  (client, dice) => client.logout(dice, 'global'),
];
/** What happens to an account that is guessed at. */
const lockMoves: readonly Move[] = [
  ...times(6, (client, dice) => client.guess(dice)),
  twice((client, dice) => client.guess(dice)),
  (client, dice) => client.login(dice),
  (client, dice) => client.unlock(dice),
  (client, dice) => client.access(dice),
];

/** Hashing is what histories wait for: one in so many is about locks, one in so many has two logins. */
const oneInLocks = 12;
const oneInTwoLogins = 4;

async function thread(
  client: HistoryClient,
  dice: Dice,
  moves: readonly Move[],
  count: number,
): Promise<void> {
  for (let left = count; left > 0; left -= 1) {
    if (dice.next() < 0.5) await sleep(dice.between(0, 120));
    await dice.one(moves)(client, dice);
  }
}

/** The clients of one account, each with moves of its own; the draws are the same for the same seed. */
export async function goThroughHistory(client: HistoryClient, seed: number, afterMs: number): Promise<void> {
  const dice = new Dice(seed);
  const isLock = dice.next() < 1 / oneInLocks;
  const logins = isLock || dice.next() < 1 / oneInTwoLogins ? 2 : 1;
  for (let login = 0; login < (isLock ? 1 : logins); login += 1) await client.login(dice);
  const moves = isLock ? lockMoves : sessionMoves;
  const threads = [1, 2, 3].map((_, at) =>
    thread(client, new Dice(seed * 31 + at), moves, Math.floor(dice.between(2, isLock ? 4 : 6))),
  );
  await Promise.all(threads);
  if (isLock) await client.login(dice);
  // Whatever was ended last is over everywhere by now.
  await sleep(afterMs);
  await client.lookAtAll(dice);
}
