import { fastify } from 'fastify';
import { Pool } from 'pg';

// The least a service on Fastify can be: two routes and the pool that readiness asks.
const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
const app = fastify();

app.get('/health/live', async () => ({ status: 'ok' }));
app.get('/health/ready', async () => {
  await pool.query('SELECT 1');
  return { status: 'ok' };
});
void app.listen({ host: process.env['HOST'], port: Number(process.env['PORT']) });
