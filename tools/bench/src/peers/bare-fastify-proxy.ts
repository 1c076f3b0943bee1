import proxy from '@fastify/http-proxy';
import { fastify } from 'fastify';

// As its page shows it: no hook, no log, connections kept by undici.
const app = fastify();

void app
  .register(proxy, { upstream: String(process.env['UPSTREAM']) })
  .then(() => app.listen({ host: process.env['HOST'], port: Number(process.env['PORT']) }));
