import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

// What stands behind every proxy of sockets that is compared: it opens each WebSocket and says nothing.
const suffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const server = createServer((_request, response) => response.end('{}'));

server.on('upgrade', (request, socket) => {
  const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}${suffix}`).digest('base64');
  const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
  socket.on('error', () => socket.destroy());
  socket.write(`${upgrade}Sec-WebSocket-Accept: ${key}\r\n\r\n`);
});
server.listen(Number(process.env['PORT']), process.env['HOST']);
