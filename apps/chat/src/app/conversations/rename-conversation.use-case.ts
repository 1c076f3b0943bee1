import { Injectable } from '@nestjs/common';
import { type OwnConversationWire } from '@secureconnect/contracts';
import { ConversationChanges } from './conversation-changes';
import { type ConversationCommand } from './conversation-command';
import { requireRuleOver } from './conversation.policy';
import { OwnConversations } from './own-conversations';
import { requireOwn } from './require-own';

/** Gives a group another title, or none. */
@Injectable()
export class RenameConversation {
  constructor(
    private readonly changes: ConversationChanges,
    private readonly own: OwnConversations,
  ) {}

  execute({
    caller: { userId },
    conversationId: id,
    title,
  }: ConversationCommand & { title: string | null }): Promise<OwnConversationWire> {
    return this.changes.run(
      ...[id, userId],
      async (open) => {
        open.requireGroup();
        requireRuleOver(open.role);
        const rename =
          'UPDATE conversations SET title = $2 WHERE id = $1 AND title IS DISTINCT FROM $2 RETURNING id';
        const [rows] = await open.manager.query<[unknown[], number]>(rename, [id, title]);
        if (rows.length > 0) open.note('conversation.updated');
      },
      ({ manager }) => requireOwn(this.own, userId, id, manager),
    );
  }
}
