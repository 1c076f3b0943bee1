import { randomBytes } from 'node:crypto';
import { verify } from '@node-rs/argon2';
import { fastify } from 'fastify';
import { Pool } from 'pg';

// What no login can do without, in the fewest lines: the account is read, its password verified, one row is durable.
// It counts no attempt, locks nobody, knows no device, ends no session, signs and records nothing.
const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
const app = fastify();

const read = {
  name: 'read',
  text: 'SELECT id, password_hash AS hash FROM auth.users WHERE email_key = $1',
};
const write = { name: 'write', text: 'INSERT INTO bare_logins (account, token) VALUES ($1, $2)' };

interface Login {
  readonly email: string;
  readonly password: string;
}

app.post<{ Body: Login }>('/v1/auth/login', async ({ body: { email, password } }, reply) => {
  const { rows } = await pool.query<{ id: string; hash: string }>({ ...read, values: [email] });
  const [account] = rows;
  if (!account || !(await verify(account.hash, password))) return reply.code(401).send({});
  const token = randomBytes(32);
  await pool.query({ ...write, values: [account.id, token] });
  return { access_token: token.toString('hex') };
});

void pool
  .query('CREATE TABLE bare_logins (account uuid, token bytea)')
  .then(() => app.listen({ host: process.env['HOST'], port: Number(process.env['PORT']) }));
