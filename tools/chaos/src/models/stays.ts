import { type Heard, type StormHistory } from '../history/storm-history';
import { numberOf, stepsOf, textOf } from './read-history';

/** Somebody is a member from one version on until another, which is the last that is for her. */
export interface Stay {
  readonly from: number;
  until: number;
}

/** By conversation and user, from who founded it (`found`) and what all devices together heard of comings and goings. */
export function staysOf(
  history: StormHistory,
  heard: readonly Heard[],
): ReadonlyMap<string, readonly Stay[]> {
  const stays = new Map<string, Stay[]>();
  for (const step of stepsOf(history, 'found'))
    for (const user of textOf(step, 'members').split(' '))
      stays.set(`${textOf(step, 'conversation')} ${user}`, [{ from: 0, until: Infinity }]);
  for (const { key, version, isComing } of movesOf(heard)) {
    const own = stays.get(key) ?? [];
    const open = own.find(({ until }) => until === Infinity);
    if (isComing && !open) own.push({ from: version, until: Infinity });
    if (!isComing && open) open.until = version;
    stays.set(key, own);
  }
  return stays;
}

/** Each once, in the order of versions, whoever heard of it first. */
function movesOf(heard: readonly Heard[]) {
  const moves = new Map<string, { key: string; version: number; isComing: boolean }>();
  for (const one of heard) {
    if (one.event !== 'member.added' && one.event !== 'member.removed') continue;
    const [key, version] = [
      `${textOf(one, 'conversation')} ${textOf(one, 'about')}`,
      numberOf(one, 'version'),
    ];
    moves.set(`${key} ${version}`, { key, version, isComing: one.event === 'member.added' });
  }
  return [...moves.values()].sort((one, other) => one.version - other.version);
}
