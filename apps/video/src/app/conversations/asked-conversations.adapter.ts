import { Injectable } from '@nestjs/common';
import { type ConversationType, type MemberRole } from '@secureconnect/contracts';
import {
  InjectSettings,
  ServiceAwayError,
  type ServiceAnswer,
  type ServiceClient,
  ServiceClients,
  type ServiceRequest,
} from '@secureconnect/platform';
import { type CallValues } from '../calls/call.settings';
import { ConversationsAwayError } from './conversations-away.error';
import { type CallableConversation, Conversations, type Membership } from './conversations.port';

/** As many as chat takes at once. */
const mostAtOnce = 500;

interface Callable {
  readonly type: ConversationType;
  readonly role: MemberRole;
  readonly other_ids: readonly string[];
}

interface MembershipWire {
  readonly conversation_id: string;
  readonly user_id: string;
}

/** Asks chat, each time. */
@Injectable()
export class AskedConversations extends Conversations {
  private readonly chat: ServiceClient;

  constructor(clients: ServiceClients, @InjectSettings() { CHAT_URL }: Pick<CallValues, 'CHAT_URL'>) {
    super();
    this.chat = clients.to({ name: 'chat', origin: CHAT_URL });
  }

  async find(conversationId: string, userId: string): Promise<CallableConversation | undefined> {
    const path = `/internal/conversations/${conversationId}/callable/${userId}`;
    const { status, body } = await this.ask({ path });
    if (status === 404 && (body as { code?: unknown }).code === 'conversation_unknown') return undefined;
    if (status !== 200) throw new ConversationsAwayError(`chat answers ${status}`);
    const { type, role, other_ids: others } = body as Callable;
    return { id: conversationId, type, role, others };
  }

  async endedOf(memberships: readonly Membership[]): Promise<readonly Membership[]> {
    const ended: Membership[] = [];
    for (let from = 0; from < memberships.length; from += mostAtOnce)
      ended.push(...(await this.askEnded(memberships.slice(from, from + mostAtOnce))));
    return ended;
  }

  private async askEnded(memberships: readonly Membership[]): Promise<Membership[]> {
    const asked = memberships.map(({ conversationId: conversation_id, userId: user_id }) => {
      return { conversation_id, user_id };
    });
    const request = { method: 'POST', path: '/internal/memberships/ended', body: { memberships: asked } };
    const { status, body } = await this.ask(request as ServiceRequest);
    if (status !== 200) throw new ConversationsAwayError(`chat answers ${status}`);
    const { ended } = body as { ended: readonly MembershipWire[] };
    return ended.map(({ conversation_id, user_id }) => ({
      conversationId: conversation_id,
      userId: user_id,
    }));
  }

  private async ask(request: ServiceRequest): Promise<ServiceAnswer> {
    try {
      return await this.chat.ask(request);
    } catch (cause) {
      throw cause instanceof ServiceAwayError ? new ConversationsAwayError('', { cause }) : cause;
    }
  }
}
