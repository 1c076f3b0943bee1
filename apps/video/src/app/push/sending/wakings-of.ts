import { type CallChange } from '../../calls/call-change';
import { type Participant } from '../../machine/call';
import { type Told } from '../../machine/decision';
import { type PushKind } from '../providers/push-notification';
import { type Waking } from './waking';

/** Whom a change wakes, each once: those who are called, and those who were and are not any more. */
export function wakingsOf({ call, told }: CallChange): readonly Waking[] {
  const wakings = new Map<string, Waking>();
  for (const each of told)
    for (const userId of each.to) {
      const herself = call.participants.find((one) => one.userId === userId);
      const kind = herself && userId !== call.callerId ? kindOf(each, herself) : undefined;
      if (!kind || wakings.has(userId)) continue;
      const { exceptDevice } = each;
      wakings.set(userId, { userId, kind, ...(exceptDevice !== undefined && { exceptDevice }) });
    }
  return [...wakings.values()];
}

/** What an event means for the devices of somebody who was called. */
function kindOf({ event, about }: Told, { userId, state, joinedAt }: Participant): PushKind | undefined {
  if (event === 'call.incoming' || event === 'call.missed') return event;
  // One who goes on with another device has answered long ago, and nothing of hers rings.
  if (event === 'call.answered_elsewhere') return state === 'joined' ? event : undefined;
  // Her own end: she declined with one device, or was removed while the others ring.
  const isHerEnd = (event === 'call.declined' || event === 'participant.left') && about === userId;
  const isOver = isHerEnd || event === 'call.cancelled';
  return isOver && joinedAt === null ? 'call.cancelled' : undefined;
}
