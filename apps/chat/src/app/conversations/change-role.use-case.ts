import { Injectable } from '@nestjs/common';
import { type MemberRole, type MemberWire } from '@secureconnect/contracts';
import { prepared } from '@secureconnect/platform';
import { ConversationChanges } from './conversation-changes';
import { type ConversationCommand } from './conversation-command';
import { requireRuleOver } from './conversation.policy';
import { type LockedConversation } from './locked-conversation';
import { type MemberRow, memberWireOf } from './member-row';
import { MemberUnknownError } from './member-unknown.error';
import { OwnerNeededError } from './owner-needed.error';

const present = 'FROM members WHERE conversation_id = $1 AND left_at IS NULL';
const memberSql = prepared(`SELECT conversation_id, user_id, role, joined_at ${present} AND user_id = $2`);
const otherOwnerSql = prepared(`SELECT 1 ${present} AND role = 'owner' AND user_id <> $2 LIMIT 1`);
const roleSql = prepared('UPDATE members SET role = $3 WHERE conversation_id = $1 AND user_id = $2');

/** Gives a member of a group another role. */
@Injectable()
export class ChangeRole {
  constructor(private readonly changes: ConversationChanges) {}

  execute({
    caller: { userId },
    conversationId: id,
    memberId,
    role,
  }: ConversationCommand & { memberId: string; role: MemberRole }): Promise<MemberWire> {
    return this.changes.run(
      ...[id, userId],
      (open) => this.change(open, memberId, role),
      async (open) => memberWireOf(await this.find(open, memberId)),
    );
  }

  private async change(open: LockedConversation, memberId: string, role: MemberRole): Promise<void> {
    open.requireGroup();
    requireRuleOver(open.role);
    const former = await this.find(open, memberId);
    requireRuleOver(open.role, [former.role, role]);
    if (former.role === role) return;
    const others = await open.manager.query<unknown[]>(otherOwnerSql, [open.id, memberId]);
    if (former.role === 'owner' && others.length === 0) throw new OwnerNeededError('');
    await open.manager.query(roleSql, [open.id, memberId, role]);
    open.note('conversation.updated', memberId);
  }

  private async find({ manager, id }: LockedConversation, memberId: string): Promise<MemberRow> {
    const [row] = await manager.query<MemberRow[]>(memberSql, [id, memberId]);
    if (!row) throw new MemberUnknownError('');
    return row;
  }
}
