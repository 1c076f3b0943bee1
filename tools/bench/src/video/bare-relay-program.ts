import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import { Server } from 'socket.io';
import { bareIoredis } from '../peers/bare-ioredis';
import { relayPath } from './relay-path';

// A relay as its tutorials have it: it passes on what it is given, to whomever it is told, and asks nobody anything.
const url = String(process.env['REDIS_URL']);
const http = createServer((_request, response) => response.end('{}'));
const io = new Server(http, {
  ...{ path: relayPath, serveClient: false, perMessageDeflate: false },
  adapter: createAdapter(bareIoredis(url), bareIoredis(url)),
});

io.on('connection', (socket) => {
  const { id } = socket.handshake.auth as { id: string };
  void socket.join(id);
  socket.on('candidates', ({ to, ...said }: { to: string }, done: (answer: object) => void) => {
    io.to(to).emit('candidates', { ...said, from: id });
    done({ ok: true });
  });
});
http.listen(Number(process.env['PORT']), process.env['HOST']);
