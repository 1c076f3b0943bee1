import { Injectable } from '@nestjs/common';
import { type OwnConversationWire } from '@secureconnect/contracts';
import { type Caller } from '@secureconnect/identity';
import { keepAnswer, newId, prepared, type Transaction, Transactions } from '@secureconnect/platform';
import { addChanges } from '../delivery/add-changes';
import { ChangePublisher } from '../delivery/change-publisher';
import { KnownPeople } from '../internal/known-people';
import { ConversationFullError } from './conversation-full.error';
import { mostMembers } from './conversation.policy';
import { DirectConversations } from './direct-conversations';
import { OwnConversations } from './own-conversations';
import { requireRoom } from './require-room';
import { UnknownPeopleError } from './unknown-people.error';

/** What is to be made; the caller is in it whether she names herself or not. */
export interface NewConversation {
  readonly caller: Pick<Caller, 'userId'>;
  readonly type: 'direct' | 'group';
  readonly memberIds: readonly string[];
  readonly title?: string | null;
}

/** A conversation, and whether it was made just now. */
export interface MadeConversation {
  readonly conversation: OwnConversationWire;
  readonly isNew: boolean;
}

const conversationSql = prepared(`
  INSERT INTO conversations (id, type, title, direct_key, created_by, member_count, version)
  VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT (direct_key) DO NOTHING RETURNING id`);
const membersSql = prepared(`
  INSERT INTO members (conversation_id, user_id, role, joined_seq, joined_version, delivered_seq, read_seq)
  SELECT $1, a.user_id, CASE WHEN a.place = 1 THEN $3 ELSE 'member' END, 0, 1, 0, 0
  FROM unnest($2::uuid[]) WITH ORDINALITY AS a(user_id, place) ORDER BY a.place`);

/** Makes a conversation; a direct one that exists is given as it is. */
@Injectable()
export class CreateConversation {
  constructor(
    private readonly transactions: Transactions,
    private readonly people: KnownPeople,
    private readonly direct: DirectConversations,
    private readonly own: OwnConversations,
    private readonly publisher: ChangePublisher,
  ) {}

  async execute({ caller, type, memberIds, title = null }: NewConversation): Promise<MadeConversation> {
    const { userId } = caller;
    const others = [...new Set(memberIds)].filter((id) => id !== userId);
    if (others.length >= mostMembers) throw new ConversationFullError('');
    const key = type === 'direct' ? this.direct.keyOf(userId, others[0] ?? '') : null;
    const existing = key === null ? undefined : await this.direct.find(userId, key);
    if (existing) return { conversation: existing, isNew: false };
    const unknown = await this.people.unknownOf(others);
    if (unknown.length > 0) throw new UnknownPeopleError(unknown);
    const values = [newId(), type, title, key, userId] as const;
    const made = await this.transactions.run((within) => this.make(within, values, [userId, ...others]));
    if (made) return { conversation: made, isNew: true };
    // The other made it at the same time.
    const conversation = await this.direct.require(userId, key ?? '');
    return { conversation, isNew: false };
  }

  /** Undefined where a direct one was there already. */
  private async make(
    within: Transaction,
    [id, type, ...rest]: readonly [string, 'direct' | 'group', string | null, string | null, string],
    members: readonly string[],
  ): Promise<OwnConversationWire | undefined> {
    const { manager } = within;
    const rows = await manager.query<unknown[]>(conversationSql, [id, type, ...rest, members.length]);
    if (rows.length === 0) return undefined;
    await requireRoom(manager, members[0] ?? '', members);
    await manager.query(membersSql, [id, members, type === 'group' ? 'owner' : 'member']);
    const [actor] = members as [string];
    const first = { conversation_id: id, version: 1, kind: 'conversation.updated', about: null } as const;
    const changes = await addChanges(manager, actor, [first]);
    within.onCommitted(() => changes.forEach((change) => this.publisher.publish(change)));
    const conversation = await this.own.find(actor, id, manager);
    if (!conversation) throw new Error(`Conversation ${id} was made and is not there`);
    await keepAnswer(manager, conversation);
    return conversation;
  }
}
