import { type AccessMark } from '@secureconnect/platform';
import { type Role } from './caller';

/** What is asked of whoever calls a handler, beyond having signed in. */
export interface CallerDemands {
  /** One of these; left out, any. */
  readonly roles?: readonly Role[];
  /** She has shown who she is no longer ago than this. */
  readonly recentMs?: number;
  /** She has shown a second factor, where her role needs one. */
  readonly mfa?: boolean;
  /** Who shows no token at all comes in too, as nobody; a token that is shown must be good. */
  readonly orNobody?: boolean;
}

/** Who may call a handler. */
export type AccessRule =
  { readonly by: 'anybody' | 'operator' | 'service' } | ({ readonly by: 'caller' } & CallerDemands);

/** What a mark says, whoever has put it there. */
export const ruleOf = (mark: AccessMark): AccessRule => mark;
