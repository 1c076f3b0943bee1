import { type CallState, type ParticipantState } from '@secureconnect/contracts';
import { type Call, type Participant } from './call';
import { type CallEvent } from './call-event';
import { type CallRules } from './call-rules';
import { type Told } from './decision';
import { isIn, isLive, isOver, participantOf } from './standing';

const ends: readonly CallState[] = ['ended', 'declined', 'missed', 'cancelled', 'failed'];

/** How a call may go on. */
const nextOfCall: Partial<Record<CallState, readonly CallState[]>> = {
  ringing: ['ringing', 'active', ...ends.filter((each) => each !== 'ended')],
  active: ['active', 'ended'],
};

/** How somebody may go on. */
const nextOfParticipant: Record<ParticipantState, readonly ParticipantState[]> = {
  invited: ['ringing', 'joined', 'left', 'kicked'],
  ringing: ['joined', 'left', 'kicked'],
  joined: ['reconnecting', 'left', 'kicked'],
  reconnecting: ['joined', 'left', 'kicked'],
  left: ['joined'],
  kicked: [],
};

const isGoneState = (state: ParticipantState): boolean => state === 'left' || state === 'kicked';

const check = (isSo: boolean, what: string): void => {
  if (!isSo) throw new Error(what);
};

/** Throws where a call is as no call may be. */
export function checkCall(call: Call, rules: CallRules): void {
  const { participants, state } = call;
  const over = isOver(call);
  check(over === (call.reason !== null), 'a reason if and only if it is over');
  check(over === (call.endedAt !== null), 'an end if and only if it is over');
  const wasActive = state === 'active' || state === 'ended';
  check(wasActive === (call.answeredAt !== null), 'answered if and only if it was active');
  const inside = participants.filter(isIn);
  check(inside.length <= rules.mostParticipants, 'no more are in it than may be');
  check(over || inside.length > 0, 'somebody is in an open call');
  check(!(call.isDirect && state === 'active') || inside.length === 2, 'both are in it between two');
  check(!over || !participants.some(isLive), 'nobody is in a call that is over');
  if (state === 'ringing')
    check(
      inside.length === 1 && inside[0]?.userId === call.callerId && participants.length > inside.length,
      'who called is alone in it while it rings',
    );
  check(new Set(participants.map(({ userId }) => userId)).size === participants.length, 'each once');
  for (const each of participants) {
    check(isLive(each) === (each.until !== null), 'an until if and only if the state ends by itself');
    check(!isIn(each) || (each.device !== null && each.joinedAt !== null), 'who is in it has a device');
    check(isLive(each) === (each.reason === null), 'a reason if and only if she is not in it');
    check(isLive(each) === (each.leftAt === null), 'gone at some time if and only if she is not in it');
    check((each.state === 'kicked') === (each.reason === 'kicked'), 'kicked is kicked');
  }
}

/** Throws where an event made of a call what it may not, or told what it may not. */
export function checkChange(before: Call, after: Call, event: CallEvent, told: readonly Told[]): void {
  check(after.version === before.version + 1, 'one version for each change');
  check(nextOfCall[before.state]?.includes(after.state) ?? false, `${before.state} → ${after.state}`);
  for (const one of before.participants) {
    const other = participantOf(after, one.userId);
    check(other !== undefined, 'nobody is forgotten');
    if (!other) continue;
    const isStep = one.state === other.state || nextOfParticipant[one.state].includes(other.state);
    check(isStep, `${one.state} → ${other.state}`);
    check(other.leg >= one.leg, 'legs only grow');
  }
  if (event.kind === 'attach') checkUnasked(participantOf(before, event.userId), event.insteadOf);
  checkTold(before, after, event, told);
}

/** Throws where a socket that did not ask took the call from one that talks. */
function checkUnasked(one: Participant | undefined, insteadOf = Infinity): void {
  check(one?.state !== 'joined' || one.leg <= insteadOf, 'who did not ask takes nothing from who talks');
}

/** Whether what is told is her own end to her: that of the call, or her own. */
const isOwnEnd = (after: Call, { event, about }: Told, userId: string): boolean => {
  const alone = ['participant.left', 'call.declined'].includes(event) && about === userId;
  const wasMissed = event === 'call.missed' && about === undefined;
  const isEnd = /^call\.(ended|missed|cancelled|failed|busy|declined)$/.test(event) && isOver(after);
  return alone || wasMissed || isEnd;
};

function checkTold(before: Call, after: Call, event: CallEvent, told: readonly Told[]): void {
  for (const { to } of told) check(to.length > 0 && new Set(to).size === to.length, 'told to each once');
  for (const { userId, state } of after.participants) {
    const was = participantOf(before, userId);
    const hers = told.filter(({ to }) => to.includes(userId));
    const wasLive = was !== undefined && isLive(was);
    const isGone = wasLive && isGoneState(state);
    const endings = hers.filter((each) => isOwnEnd(after, each, userId)).length;
    check(!isGone || (endings === 1 && hers.length === 1), `who goes is told her end, once: ${userId}`);
    check(isGone || endings === 0, `who stays, or had gone, is told no end: ${userId}`);
    const isConcerned = wasLive || !isGoneState(state);
    check(isConcerned || hers.length === 0, `who had gone is told nothing: ${userId}`);
  }
  for (const { event: name, to, exceptDevice } of told) {
    if (name !== 'call.answered_elsewhere') continue;
    const isByHer = (event.kind === 'accept' || event.kind === 'join') && to.join() === event.userId;
    check(isByHer && 'device' in event && exceptDevice === event.device, 'not the device that answered');
  }
}
