import { WebSocketGateway } from '@nestjs/websockets';
import { LivingGateway } from '@secureconnect/platform';

/** The socket at /ws/calls. */
@WebSocketGateway({ path: '/ws/calls' })
export class CallsGateway extends LivingGateway {}
