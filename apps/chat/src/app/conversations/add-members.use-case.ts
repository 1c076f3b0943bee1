import { Injectable } from '@nestjs/common';
import { type OwnConversationWire } from '@secureconnect/contracts';
import { keepAnswer, prepared } from '@secureconnect/platform';
import { KnownPeople } from '../internal/known-people';
import { ConversationUnknownError } from '../memberships/conversation-unknown.error';
import { Memberships } from '../memberships/memberships';
import { ConversationChanges } from './conversation-changes';
import { type ConversationCommand } from './conversation-command';
import { ConversationFullError } from './conversation-full.error';
import { mostMembers, requireRuleOver } from './conversation.policy';
import { type LockedConversation } from './locked-conversation';
import { OwnConversations } from './own-conversations';
import { requireOwn } from './require-own';
import { requireRoom } from './require-room';
import { UnknownPeopleError } from './unknown-people.error';

const presentSql = prepared('SELECT user_id FROM members WHERE conversation_id = $1 AND left_at IS NULL');
/** Who comes back begins anew. */
const joinSql = prepared(`
  INSERT INTO members AS m (conversation_id, user_id, role, joined_seq, joined_version, delivered_seq, read_seq)
  SELECT $1, a.user_id, 'member', $4, a.version, $4, $4
  FROM unnest($2::uuid[], $3::bigint[]) AS a(user_id, version) ORDER BY a.version
  ON CONFLICT (conversation_id, user_id) DO UPDATE SET role = excluded.role, joined_at = excluded.joined_at,
    joined_seq = excluded.joined_seq, joined_version = excluded.joined_version, left_at = NULL, left_version = NULL,
    delivered_seq = excluded.delivered_seq, read_seq = excluded.read_seq`);

/** Asks people into a group; they see what is said from then on. */
@Injectable()
export class AddMembers {
  constructor(
    private readonly changes: ConversationChanges,
    private readonly people: KnownPeople,
    private readonly memberships: Memberships,
    private readonly own: OwnConversations,
  ) {}

  async execute({
    caller: { userId },
    conversationId: id,
    memberIds,
  }: ConversationCommand & { memberIds: readonly string[] }): Promise<OwnConversationWire> {
    // Before auth is asked, so that a stranger learns nothing of who exists.
    if (!(await this.memberships.of(id, userId))) throw new ConversationUnknownError('');
    const wanted = [...new Set(memberIds)];
    const unknown = await this.people.unknownOf(wanted);
    if (unknown.length > 0) throw new UnknownPeopleError(unknown);
    return this.changes.run(
      ...[id, userId],
      (open) => this.join(open, wanted),
      async ({ manager }) => {
        const conversation = await requireOwn(this.own, userId, id, manager);
        await keepAnswer(manager, conversation);
        return conversation;
      },
    );
  }

  private async join(open: LockedConversation, wanted: readonly string[]): Promise<void> {
    open.requireGroup();
    requireRuleOver(open.role);
    const rows = await open.manager.query<{ user_id: string }[]>(presentSql, [open.id]);
    const present = new Set(rows.map(({ user_id }) => user_id));
    const missing = wanted.filter((each) => !present.has(each));
    if (present.size + missing.length > mostMembers) throw new ConversationFullError('');
    await requireRoom(open.manager, open.actor, missing);
    const versions = missing.map((each) => open.note('member.added', each));
    await open.manager.query(joinSql, [open.id, missing, versions, open.lastSeq]);
  }
}
