import { type Call } from './call';
import { type CallEvent, type CallEventOf } from './call-event';
import { type Decision } from './decision';
import { refused, unchanged } from './rule';
import { participantOf } from './standing';

type WasDone = { readonly [Kind in CallEvent['kind']]: (call: Call, event: CallEventOf<Kind>) => boolean };

const reasonOf = (call: Call, userId: string) => participantOf(call, userId)?.reason;
const wentHerself = (call: Call, userId: string): boolean =>
  ['hung_up', 'declined'].includes(reasonOf(call, userId) ?? '');
const never = (): boolean => false;
// What nobody asks for has nobody to refuse.
const always = (): boolean => true;

/** Whether whoever asks for it did it herself before: she may not have heard the answer. */
const wasDone: WasDone = {
  ...{ rang: never, accept: never, join: never, attach: never, media: never },
  ...{ lost: always, deadline: always, removed: always },
  decline: (call, { userId }) => reasonOf(call, userId) === 'declined',
  leave: (call, { userId }) => wentHerself(call, userId),
  cancel: (call, { userId }) => call.state === 'cancelled' && userId === call.callerId,
  end: (call, { userId }) =>
    participantOf(call, userId)?.leftAt === call.endedAt && wentHerself(call, userId),
  kick: (call, { target }) => reasonOf(call, target) === 'kicked',
};

/** Of a call that is over nothing changes. */
export const decideOver = (call: Call, event: CallEvent): Decision => {
  const isDone = wasDone[event.kind] as (call: Call, event: CallEvent) => boolean;
  return isDone(call, event) ? unchanged : refused('call_ended');
};
