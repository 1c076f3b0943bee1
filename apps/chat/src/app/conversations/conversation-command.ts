import { type Caller } from '@secureconnect/identity';

/** Who asks for something to be done, and in which conversation. */
export interface ConversationCommand {
  readonly caller: Pick<Caller, 'userId'>;
  readonly conversationId: string;
}
