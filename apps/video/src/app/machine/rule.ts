import { type ErrorCode } from '@secureconnect/contracts';
import { type Call } from './call';
import { type CallEvent, type CallEventOf } from './call-event';
import { type CallRules } from './call-rules';
import { type Decision } from './decision';

/** Decides what one kind of event does to a call that is not over. */
export type Rule<Kind extends CallEvent['kind']> = (
  call: Call,
  event: CallEventOf<Kind>,
  rules: CallRules,
) => Decision;

/** It was so already. */
export const unchanged: Decision = { kind: 'unchanged' };

/** It may not be, and this is why. */
export const refused = (code: ErrorCode): Decision => ({ kind: 'refused', code });
