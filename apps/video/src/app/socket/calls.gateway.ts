import { WebSocketGateway } from '@nestjs/websockets';
import { AuthenticatedGateway } from '@secureconnect/realtime';

/** The socket at /ws/calls. */
@WebSocketGateway({ path: '/ws/calls' })
export class CallsGateway extends AuthenticatedGateway {}
