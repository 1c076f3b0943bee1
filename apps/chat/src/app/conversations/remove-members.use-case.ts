import { Injectable } from '@nestjs/common';
import { type MemberRole } from '@secureconnect/contracts';
import { prepared } from '@secureconnect/platform';
import { ConversationChanges } from './conversation-changes';
import { type ConversationCommand } from './conversation-command';
import { requireRuleOver } from './conversation.policy';
import { type LockedConversation } from './locked-conversation';
import { MemberUnknownError } from './member-unknown.error';
import { OwnerNeededError } from './owner-needed.error';

interface Present {
  readonly user_id: string;
  readonly role: MemberRole;
}

const presentSql = prepared(
  'SELECT user_id, role FROM members WHERE conversation_id = $1 AND left_at IS NULL',
);
const leaveSql = prepared(`
  UPDATE members m SET left_at = clock_timestamp(), left_version = a.version
  FROM unnest($2::uuid[], $3::bigint[]) AS a(user_id, version)
  WHERE m.conversation_id = $1 AND m.user_id = a.user_id`);
/** Nobody is left who could see it. */
const endSql = prepared('UPDATE conversations SET deleted_at = clock_timestamp() WHERE id = $1');

/** Takes people out of a group, the caller herself perhaps; nothing that follows is theirs. */
@Injectable()
export class RemoveMembers {
  constructor(private readonly changes: ConversationChanges) {}

  /** Rejects with `MemberUnknownError` where none of them is in it. */
  execute({
    caller: { userId },
    conversationId: id,
    memberIds,
  }: ConversationCommand & { memberIds: readonly string[] }): Promise<void> {
    return this.changes.run(
      ...[id, userId],
      (open) => this.leave(open, userId, new Set(memberIds)),
      () => Promise.resolve(),
    );
  }

  private async leave(open: LockedConversation, userId: string, wanted: ReadonlySet<string>): Promise<void> {
    open.requireGroup();
    const present = await open.manager.query<Present[]>(presentSql, [open.id]);
    const leaving = present.filter(({ user_id }) => wanted.has(user_id));
    const others = leaving.filter(({ user_id }) => user_id !== userId);
    if (others.length > 0) {
      requireRuleOver(
        open.role,
        others.map(({ role }) => role),
      );
    }
    if (leaving.length === 0) throw new MemberUnknownError('');
    const staying = present.filter(({ user_id }) => !wanted.has(user_id));
    if (staying.length > 0 && !staying.some(({ role }) => role === 'owner')) throw new OwnerNeededError('');
    const ids = leaving.map(({ user_id }) => user_id);
    const versions = ids.map((each) => open.note('member.removed', each));
    await open.manager.query(leaveSql, [open.id, ids, versions]);
    if (staying.length === 0) await open.manager.query(endSql, [open.id]);
  }
}
