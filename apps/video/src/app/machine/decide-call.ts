import { type ErrorCode } from '@secureconnect/contracts';
import { type Call } from './call';
import { type CallEvent } from './call-event';
import { decideOver } from './call-over';
import { type CallRules } from './call-rules';
import { type Decision } from './decision';
import { refused, type Rule, unchanged } from './rule';
import { answerAgain } from './rules/answer-again';
import { attach } from './rules/attach';
import { cancel } from './rules/cancel';
import { comeIn } from './rules/come-in';
import { decline } from './rules/decline';
import { declineLate } from './rules/decline-late';
import { endForAll } from './rules/end-for-all';
import { endKicked } from './rules/end-kicked';
import { endUnanswered } from './rules/end-unanswered';
import { kick } from './rules/kick';
import { leave } from './rules/leave';
import { leaveAgain } from './rules/leave-again';
import { lose } from './rules/lose';
import { remove } from './rules/remove';
import { ring } from './rules/ring';
import { runOut } from './rules/run-out';
import { setMedia } from './rules/set-media';
import { takeOver } from './rules/take-over';
import { isOver, type Standing, standingOf } from './standing';

type Step<Kind extends CallEvent['kind']> = Rule<Kind> | ErrorCode | 'same';
type Table = { readonly [Kind in CallEvent['kind']]: readonly Step<Kind>[] };

const columns: readonly Standing[] = [
  ...(['stranger', 'invited', 'ringing', 'joined', 'reconnecting', 'left', 'kicked'] as const),
];
const unknown = 'call_unknown';
const outside = 'not_in_call';
const kicked = 'kicked_from_call';

/** What an event does to an open call, by what who causes it is to the call; `same`: nothing. */
// prettier-ignore
const table: Table = {
  //         stranger      invited        ringing        joined       reconnecting left         kicked
  rang:     ['not_called', ring,          'same',        'same',      'same',      'not_called', kicked],
  accept:   ['not_called', comeIn,        comeIn,        answerAgain, answerAgain, 'not_called', kicked],
  join:     [comeIn,       comeIn,        comeIn,        takeOver,    takeOver,    comeIn,       kicked],
  decline:  ['not_called', decline,       decline,       declineLate, declineLate, declineLate,  kicked],
  cancel:   ['not_called', cancel,        cancel,        cancel,      cancel,      cancel,       kicked],
  leave:    [outside,      decline,       decline,       leave,       leave,       leaveAgain,   outside],
  end:      [endForAll,    endUnanswered, endUnanswered, endForAll,   endForAll,   endForAll,    endKicked],
  kick:     [kick,         kick,          kick,          kick,        kick,        kick,         kick],
  attach:   [unknown,      outside,       outside,       attach,      attach,      outside,      kicked],
  lost:     ['same',       'same',        'same',        lose,        'same',      'same',       'same'],
  media:    [unknown,      outside,       outside,       setMedia,    setMedia,    outside,      kicked],
  removed:  ['same',       remove,        remove,        remove,      remove,      'same',       'same'],
  deadline: [runOut,       runOut,        runOut,        runOut,      runOut,      runOut,       runOut],
};

/** What an event does to a call: pure, and the only place where that is decided. */
export function decideCall(call: Call, event: CallEvent, rules: CallRules): Decision {
  const standing = 'userId' in event ? standingOf(call, event.userId) : 'stranger';
  if (standing === 'stranger' && isSecret(call, event)) return refused(unknown);
  if (isOver(call)) return decideOver(call, event);
  const step = table[event.kind][columns.indexOf(standing)] as Step<CallEvent['kind']>;
  if (step === 'same') return unchanged;
  return typeof step === 'string' ? refused(step) : (step as Rule<never>)(call, event as never, rules);
}

/** Whether not even that there is such a call is told: one between two, or to a socket, of which chat was not asked. */
function isSecret(call: Call, { kind }: CallEvent): boolean {
  if (kind === 'deadline' || kind === 'removed') return false;
  return call.isDirect || kind === 'attach' || kind === 'media';
}
