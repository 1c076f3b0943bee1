import { Injectable } from '@nestjs/common';
import { ConversationChanges } from './conversation-changes';
import { type ConversationCommand } from './conversation-command';
import { RoleTooLowError } from './role-too-low.error';

const endSql = 'UPDATE conversations SET deleted_at = clock_timestamp() WHERE id = $1';
/** So that whoever asks for a place need not ask whether the conversation is still there. */
const leaveSql = `UPDATE members SET left_at = clock_timestamp(), left_version = $2
  WHERE conversation_id = $1 AND left_at IS NULL`;

/** Ends a group for everybody; only an owner may. */
@Injectable()
export class DeleteConversation {
  constructor(private readonly changes: ConversationChanges) {}

  execute({ caller: { userId }, conversationId: id }: ConversationCommand): Promise<void> {
    return this.changes.run(
      ...[id, userId],
      async (open) => {
        open.requireGroup();
        if (open.role !== 'owner') throw new RoleTooLowError('');
        await open.manager.query(endSql, [id]);
        await open.manager.query(leaveSql, [id, open.note('conversation.deleted')]);
      },
      () => Promise.resolve(),
    );
  }
}
