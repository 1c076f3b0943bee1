import { type MemberRole, type MemberWire } from '@secureconnect/contracts';

/** A member as `members` has it. */
export interface MemberRow {
  readonly conversation_id: string;
  readonly user_id: string;
  readonly role: MemberRole;
  readonly joined_at: Date;
}

/** A member as the other members see it. */
export const memberWireOf = ({ user_id, role, joined_at }: MemberRow): MemberWire => ({
  ...{ user_id, role },
  joined_at: joined_at.toISOString(),
});
