import {
  type CallLastingEvents,
  type CallServerEvents,
  type CallWire,
  type ChatChange,
  type ChatServerEvents,
  type MessageWire,
  type OwnConversationWire,
  type ServiceMode,
} from '@secureconnect/contracts';
import { type ClientError, type ClientErrorCode } from './client-error';
import { type User } from './auth/tokens';

type CallEventName = keyof CallLastingEvents | 'call.current' | 'media.state' | 'ice.refresh';
type CallTold = { [Name in CallEventName]: Parameters<CallServerEvents[Name]>[0] };
type Told = { [Name in keyof ChatServerEvents]: Parameters<ChatServerEvents[Name]>[0] };

/** What a client tells: the events of chat and of calls, each once and in the order of its conversation or call, and what becomes of itself. */
export interface ClientEvents extends Omit<Told, 'sync.gap'>, CallTold {
  /** Each lasting event of chat, by whichever name. */
  change: ChatChange;
  signed_in: { user: User };
  /** Why: `logout`, the server's code, or the reason of a session that was ended elsewhere. */
  signed_out: { reason: string };
  mode: { mode: ServiceMode };
  connected: Record<string, never>;
  disconnected: { reason: string };
  /** Everything up to now has been told. */
  synced: Record<string, never>;
  /** There was nothing to go on from: load what you show anew; what follows comes as events. */
  fresh_start: { reason: 'first' | 'cursor_too_old'; conversations: readonly OwnConversationWire[] };
  /** Its messages are complete; edits and reactions of older ones may have been missed: load them anew. */
  refilled: { conversation_id: string };
  'message.sent': { message: MessageWire };
  'message.failed': { conversation_id: string; client_msg_id: string; code: ClientErrorCode };
  /** There is something newer of a call, however it was learned: what was missed while away is in it. */
  'call.changed': { call: CallWire };
  /** A call is over, however it was learned; once each. */
  'call.over': { call: CallWire };
  'calls.connected': Record<string, never>;
  'calls.disconnected': { reason: string };
  /** Something failed that nobody waits for; the client goes on. */
  fault: { error: ClientError };
}
