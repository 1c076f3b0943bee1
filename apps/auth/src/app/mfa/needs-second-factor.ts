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
 * What is asked for after a right password: nothing, a code of the app or the paper, one by mail, or that a factor is
 * set up. Who has a factor is always asked for it. Who has none is asked by mail where the login is risky, whatever her
 * role: whoever sets a factor up there might be somebody else.
 */
export function needsSecondFactor(question: SecondFactorQuestion): 'no' | 'code' | 'mail' | 'enrol' {
  if (question.isEnrolled) return 'code';
  if (question.isRisky) return 'mail';
  return question.requiredRoles.includes(question.role) ? 'enrol' : 'no';
}
