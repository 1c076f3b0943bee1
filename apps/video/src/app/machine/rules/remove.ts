import { type Rule } from '../rule';
import { putOut } from './put-out';

/** She is not in the conversation any more. Whether she may come back is asked of the conversation, not of the call. */
export const remove: Rule<'removed'> = (call, { at, userId }) => putOut(call, userId, at, 'removed');
