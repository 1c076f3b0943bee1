import { Injectable } from '@nestjs/common';
import { Transactions } from '@secureconnect/platform';
import { ChangePublisher } from '../delivery/change-publisher';
import { LockedConversation } from './locked-conversation';

/** The one way in which a conversation is changed, but for its messages: under its lock, recorded, and then told. */
@Injectable()
export class ConversationChanges {
  constructor(
    private readonly transactions: Transactions,
    private readonly publisher: ChangePublisher,
  ) {}

  /** Rejects with `ConversationUnknownError` where the actor is not in it. `answer` sees it changed, before the commit. */
  run<T>(
    id: string,
    actor: string,
    work: (open: LockedConversation) => Promise<void>,
    answer: (open: LockedConversation) => Promise<T>,
  ): Promise<T> {
    return this.transactions.run(async (within) => {
      const open = await LockedConversation.open(within.manager, id, actor);
      await work(open);
      const changes = await open.close();
      within.onCommitted(() => changes.forEach((change) => this.publisher.publish(change)));
      return answer(open);
    });
  }
}
