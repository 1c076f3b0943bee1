import { type ParticipantReason } from '@secureconnect/contracts';
import { type Call } from '../call';
import { CallDraft } from '../call-draft';
import { type Decision } from '../decision';
import { type Going, settle } from '../settle';
import { isIn, isOver } from '../standing';

const reasons = { kick: 'kicked', removed: 'removed' } as const satisfies Partial<
  Record<Going, ParticipantReason>
>;

/** Somebody goes who does not want to; she is told so herself, and nothing after it. */
export function putOut(call: Call, userId: string, at: number, by: keyof typeof reasons): Decision {
  const draft = new CallDraft(call, at);
  draft.go(userId, reasons[by]);
  const others = draft.others(userId, isIn);
  settle(draft, by, userId);
  draft.tell('participant.left', isOver(draft.now) ? [userId] : [...others, userId], { about: userId });
  return draft.decision();
}
