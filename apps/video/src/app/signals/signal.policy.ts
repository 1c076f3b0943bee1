import { type ErrorCode } from '@secureconnect/contracts';
import { type Call } from '../machine/call';
import { isIn, isOver, participantOf } from '../machine/standing';
import { type LegHere } from './leg-book.port';

/** Who says something: a person, by one socket. */
export interface Speaker {
  readonly userId: string;
  readonly socketId: string;
}

/** Why somebody may not speak in a call now; undefined: she may. Whoever has nothing to do with it learns nothing of it. */
export function whyMute(
  call: Call | undefined,
  leg: LegHere | undefined,
  { userId, socketId }: Speaker,
): ErrorCode | undefined {
  const herself = call && participantOf(call, userId);
  if (!call || !herself) return 'call_unknown';
  if (herself.state === 'kicked') return 'kicked_from_call';
  if (isOver(call)) return 'call_ended';
  if (!isIn(herself)) return 'not_in_call';
  return leg?.socketId === socketId ? undefined : 'other_device_in_call';
}

/** Why nobody may speak to somebody now; undefined: she can hear it, at once or when she is back. */
export function whyDeaf(call: Call, from: string, to: string): ErrorCode | undefined {
  const other = participantOf(call, to);
  return other && to !== from && isIn(other) ? undefined : 'peer_not_in_call';
}
