import { type Participant } from '../machine/call';
import { isIn } from '../machine/standing';

/** Whether what has become of somebody asks for a socket of hers: she came in, goes on with another device, or was lost. */
export function needsLeg(now: Participant, before: Participant | undefined): boolean {
  if (!isIn(now) || now.device === null) return false;
  if (now.state === 'reconnecting' || now.leg === 0) return true;
  return before !== undefined && (before.joinedAt !== now.joinedAt || before.device !== now.device);
}
