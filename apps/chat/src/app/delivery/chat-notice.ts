import { type TracedNotice } from '@secureconnect/realtime';
import { type PassingNews } from './change-publisher';
import { type ConversationChange } from './conversation-change';

/** What instances of chat say to each other on the topic `chat`. */
export type ChatNotice = TracedNotice &
  ({ readonly change: ConversationChange } | { readonly news: PassingNews });
