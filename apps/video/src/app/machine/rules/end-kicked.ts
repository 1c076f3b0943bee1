import { refused, type Rule } from '../rule';
import { endForAll } from './end-for-all';

/** Who was kicked ends it only as owner or admin of the conversation. */
export const endKicked: Rule<'end'> = (call, event, rules) =>
  event.mayRule ? endForAll(call, event, rules) : refused('kicked_from_call');
