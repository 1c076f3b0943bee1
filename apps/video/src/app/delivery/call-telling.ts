import { type CallServerEvents, type CallWire } from '@secureconnect/contracts';
import { type Told } from '../machine/decision';

/** What an event says: the call, and who it is about. */
export function tellingOf(
  { event, about }: Told,
  call: CallWire,
): Parameters<CallServerEvents[Told['event']]>[0] {
  const participant = call.participants.find(({ user_id }) => user_id === about);
  if (participant && event.startsWith('participant.')) return { call, participant };
  return about === undefined ? { call } : { call, user_id: about };
}
