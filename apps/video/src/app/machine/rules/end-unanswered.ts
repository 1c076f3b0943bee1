import { type Rule } from '../rule';
import { decline } from './decline';
import { endForAll } from './end-for-all';

/** Who is called and ends it declines, between two; elsewhere it takes somebody who rules. */
export const endUnanswered: Rule<'end'> = (call, event, rules) =>
  (call.isDirect ? decline : endForAll)(call, event, rules);
