import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import { runService } from '@secureconnect/platform';
import { RealtimeIoAdapter, RealtimeModule } from '@secureconnect/realtime';
import { type Server } from 'socket.io';
import { openRoom, roomPath } from './room';

@WebSocketGateway({ path: roomPath })
class RoomGateway implements OnGatewayInit<Server> {
  afterInit(server: Server): void {
    openRoom(server);
  }
}

@Module({ imports: [RealtimeModule.forRoot()], providers: [RoomGateway] })
class RoomModule {}

// A whole service, with what every service has.
void runService({ name: 'chat', module: RoomModule, sockets: RealtimeIoAdapter }, 'serve');
