import { type Finding } from '../history/finding';
import { type Found, type StormHistory } from '../history/storm-history';
import { foundOf, grouped, type NumberedStep, seenAt, shownBy, stepsOf, textOf } from './read-history';

/** Each message is at the end as some lawful order of what was done to it leaves it: from the words `send`, `edit` and `delete`. */
export function judgeMessageLives(history: StormHistory): Finding[] {
  const changes = grouped(stepsOf(history, 'edit', 'delete'), (step) => textOf(step, 'message'));
  const sends = grouped(stepsOf(history, 'send'), (step) => textOf(step, 'clientMsgId'));
  return foundOf(history, 'message').flatMap((found) =>
    judgeLife(found, sends.get(textOf(found, 'clientMsgId')) ?? [], changes.get(textOf(found, 'id')) ?? []),
  );
}

function judgeLife(
  found: Found,
  sends: readonly NumberedStep[],
  changes: readonly NumberedStep[],
): Finding[] {
  const possible = changes.filter(({ outcome }) => outcome !== 'refused');
  const deletions = possible.filter(({ what }) => what === 'delete');
  const edits = possible.filter(({ what }) => what === 'edit');
  const name = `${textOf(found, 'conversation').slice(-6)}#${textOf(found, 'seq')}`;
  if (found.facts['deleted'] === true) {
    if (deletions.length > 0) return [];
    return [seenAt('messages', 'deletion-invented', `nobody deleted ${name}`, found.at)];
  }
  const undone = deletions.filter(({ outcome }) => outcome === 'done');
  if (undone.length > 0) return [shownBy('messages', 'deletion-undone', `${name} is there again`, ...undone)];
  if (sends.length === 0) return []; // That nobody sent it is found already.
  const body = textOf(found, 'body');
  if (lawfulBodies(sends, edits).has(body)) return [];
  const isKnown = [...sends, ...changes].some((step) => textOf(step, 'body') === body);
  const fault = isKnown ? 'edit-lost' : 'body-invented';
  return [shownBy('messages', fault, `${name} says "${body}"`, ...sends, ...edits)];
}

/** What was certainly written over is not lawful; where nobody knows whether it was done, both are. */
function lawfulBodies(sends: readonly NumberedStep[], edits: readonly NumberedStep[]): Set<string> {
  const lastBegun = Math.max(
    -Infinity,
    ...edits.filter(({ outcome }) => outcome === 'done').map(({ begun }) => begun),
  );
  const isLast = ({ outcome, ended }: NumberedStep): boolean => outcome === 'unknown' || ended >= lastBegun;
  const isUnedited = lastBegun === -Infinity;
  return new Set([...(isUnedited ? sends : []), ...edits.filter(isLast)].map((step) => textOf(step, 'body')));
}
