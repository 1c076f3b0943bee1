import { Agent, createServer } from 'node:http';
import { createProxyMiddleware } from 'http-proxy-middleware';

// On node's own server, with connections that are kept, which it does not do by itself.
const target = String(process.env['UPSTREAM']);
const pass = createProxyMiddleware({ target, agent: new Agent({ keepAlive: true }) });
const server = createServer((request, response) => void pass(request, response));

server.on('upgrade', (request, socket, head) => pass.upgrade(request, socket as never, head));
server.listen(Number(process.env['PORT']), process.env['HOST']);
