import { type MessageWire } from '@secureconnect/contracts';
import { type Told } from './history.contract';

interface EventData {
  readonly conversation_id?: string;
  readonly version?: number;
  readonly message?: MessageWire;
  readonly conversation?: { readonly id: string };
  readonly receipt?: { readonly conversation_id: string };
  readonly member?: { readonly user_id: string };
  readonly user_id?: string;
}

const aboutMembers = ['member.added', 'member.removed'];

/** What a history keeps of an event; undefined where it is of no conversation. */
export function toldOf(event: string, data: EventData, at: number): Told | undefined {
  const { message, version, member, user_id: user = member?.user_id } = data;
  const conversation =
    data.conversation_id ??
    message?.conversation_id ??
    data.conversation?.id ??
    data.receipt?.conversation_id;
  if (conversation === undefined) return undefined;
  return {
    ...{ at, event, conversation },
    ...(version !== undefined && { version }),
    ...(user !== undefined && aboutMembers.includes(event) && { about: user }),
    ...(message && { message: heldOf(message) }),
  };
}

const heldOf = ({ id, seq, sender_id: sender, client_msg_id: clientMsgId, body }: MessageWire) => ({
  ...{ id, seq, sender, clientMsgId, body },
});
