import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import { Server } from 'socket.io';
import { bareIoredis } from '../peers/bare-ioredis';
import { openRoom, roomPath } from './room';

// Socket.IO with its Redis adapter, as its page has it.
const url = String(process.env['REDIS_URL']);
const http = createServer((_request, response) => response.end('{}'));
const io = new Server(http, {
  ...{ path: roomPath, serveClient: false, perMessageDeflate: false },
  adapter: createAdapter(bareIoredis(url), bareIoredis(url)),
});

openRoom(io);
http.listen(Number(process.env['PORT']), process.env['HOST']);
