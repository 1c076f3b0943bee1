import { createServer } from 'node:http';

// What stands behind every proxy that is compared: about 200 bytes of JSON, and nothing else.
const body = Buffer.from(
  JSON.stringify({
    id: '0193c8a4-7d1e-7c3a-9f00-6b1f6a1d2c3e',
    conversation_id: '0193c8a4-7d1e-7c3a-9f00-6b1f6a1d2c3f',
    seq: 42,
    body: 'A message of about the length that messages have.',
    reply_to: null,
    deleted_at: null,
  }),
);
const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length };
const server = createServer((_request, response) => response.writeHead(200, headers).end(body));
server.keepAliveTimeout = 60_000;
server.listen(Number(process.env['PORT']), process.env['HOST']);
