import { Injectable } from '@nestjs/common';
import { InjectSettings, type ServiceClient, ServiceClients } from '@secureconnect/platform';
import { ConversationShares } from './conversation-shares';
import { type SharingValues } from './sharing.settings';
import { SharingAwayError } from './sharing-away.error';

/** Asks chat each time and remembers nothing: who has left a conversation reads nothing of it a moment later. */
@Injectable()
export class AskedShares extends ConversationShares {
  private readonly chat: ServiceClient;

  constructor(clients: ServiceClients, @InjectSettings() { CHAT_URL }: SharingValues) {
    super();
    this.chat = clients.to({ name: 'chat', origin: CHAT_URL });
  }

  async isShared(fileId: string, ownerId: string, withUserId: string): Promise<boolean> {
    const path = `/internal/files/${fileId}/shares?owner_id=${ownerId}&user_id=${withUserId}`;
    const { status, body } = await this.chat.ask({ path }).catch((cause: unknown) => {
      throw new SharingAwayError('', { cause });
    });
    const { shared } = (body ?? {}) as { shared?: unknown };
    // Whatever else chat says, it is no leave to read.
    if (status !== 200 || typeof shared !== 'boolean') throw new SharingAwayError(`chat answers ${status}`);
    return shared;
  }
}
