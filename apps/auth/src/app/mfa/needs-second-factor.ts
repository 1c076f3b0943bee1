import { type Role } from '@secureconnect/identity';

/** What decides whether a password is enough. */
export interface SecondFactorQuestion {
  readonly role: Role;
  readonly isEnrolled: boolean;
  /** Whether the login is risky enough to ask for more. */
  readonly isRisky: boolean;
  /** The roles that must have a second factor. */
  readonly requiredRoles: readonly Role[];
}

/**
 * What is asked for after a right password: nothing, a code of the app or the paper, or one by mail. Who has a factor is
 * always asked for it. Who has none is asked by mail where the login is risky, and always where her role needs one:
 * whoever sets the first factor up has the account for good, and a password might be somebody else's by now.
 */
export function needsSecondFactor(question: SecondFactorQuestion): 'no' | 'code' | 'mail' {
  if (question.isEnrolled) return 'code';
  return question.isRisky || question.requiredRoles.includes(question.role) ? 'mail' : 'no';
}
