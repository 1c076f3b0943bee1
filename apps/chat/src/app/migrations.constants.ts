import { CreateJobs1763694000000 } from '@secureconnect/jobs';
import { CreatePresence1763724000000 } from '@secureconnect/presence-store';
import { ReadRevocations1763720000000 } from '@secureconnect/revocation-store';
import { CreateConversations1763730000000 } from './conversations/create-conversations.migration';
import { CreateMessages1763731000000 } from './messages/create-messages.migration';

/** What chat has of tables, in the order in which they came to be. */
export const migrations = [
  ...[CreateJobs1763694000000, ReadRevocations1763720000000, CreatePresence1763724000000],
  ...[CreateConversations1763730000000, CreateMessages1763731000000],
];
