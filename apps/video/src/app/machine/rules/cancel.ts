import { refused, type Rule } from '../rule';
import { leave } from './leave';

/** Who called gives up, while nobody has answered. */
export const cancel: Rule<'cancel'> = (call, event, rules) => {
  if (event.userId !== call.callerId) return refused('not_called');
  return call.state === 'ringing' ? leave(call, event, rules) : refused('call_answered');
};
