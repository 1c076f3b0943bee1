import { WebSocketGateway } from '@nestjs/websockets';
import { chatServerEvents } from '@secureconnect/contracts';
import { AuthenticatedGateway } from '@secureconnect/realtime';

/** The socket at /ws/chat. */
@WebSocketGateway({ path: '/ws/chat' })
export class ChatGateway extends AuthenticatedGateway {
  protected override readonly serverEvents = chatServerEvents;
}
