import { type CallWire, type ParticipantWire } from '@secureconnect/contracts';
import { type Call, type Participant } from '../machine/call';

const timeOf = (ms: number): string => new Date(ms).toISOString();
const timeOrNull = (ms: number | null): string | null => (ms === null ? null : timeOf(ms));

/** A participant as clients see her: by which device she is in it is nobody's business. */
export const participantWireOf = ({
  userId,
  state,
  reason,
  leg,
  media,
  joinedAt,
  leftAt,
}: Participant): ParticipantWire => ({
  ...{ user_id: userId, state, reason, leg, media },
  ...{ joined_at: timeOrNull(joinedAt), left_at: timeOrNull(leftAt) },
});

/** A call as clients see it. */
export const callWireOf = (call: Call): CallWire => ({
  ...{ id: call.id, conversation_id: call.conversationId, call_type: call.type, caller_id: call.callerId },
  ...{ state: call.state, reason: call.reason, version: call.version },
  participants: call.participants.map(participantWireOf),
  created_at: timeOf(call.createdAt),
  expires_at: timeOf(call.ringUntil),
  ...{ answered_at: timeOrNull(call.answeredAt), ended_at: timeOrNull(call.endedAt) },
});
