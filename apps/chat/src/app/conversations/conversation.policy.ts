import { type MemberRole } from '@secureconnect/contracts';
import { RoleTooLowError } from './role-too-low.error';

/** At most in one conversation. */
export const mostMembers = 1_000;

/** At most one may be in: nobody is asked before she is added, and all of hers are looked into when she comes back. */
export const mostConversations = 5_000;

/** An owner may do everything, an admin everything but with owners, a member nothing to others. */
export function requireRuleOver(role: MemberRole, others: readonly MemberRole[] = []): void {
  if (role === 'owner') return;
  if (role === 'admin' && !others.includes('owner')) return;
  throw new RoleTooLowError('');
}
