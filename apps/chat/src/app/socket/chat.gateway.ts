import { WebSocketGateway } from '@nestjs/websockets';
import { LivingGateway } from '@secureconnect/platform';

/** The socket at /ws/chat. */
@WebSocketGateway({ path: '/ws/chat' })
export class ChatGateway extends LivingGateway {}
