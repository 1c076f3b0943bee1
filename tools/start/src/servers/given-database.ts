import { Client } from 'pg';
import { reasonOf, StartError } from '../start.error';
import { addressOf, databaseScheme } from './given-url';

const patience = 5_000;

function sentence(url: URL, error: unknown): string {
  const { host, port } = addressOf(url, databaseScheme);
  const server = `The PostgreSQL of DATABASE_URL (${host}:${port})`;
  const user = decodeURIComponent(url.username) || 'the default user';
  const code = reasonOf(error);
  if (code === '28P01') return `${server} refuses the password of ${user}.`;
  if (code.startsWith('28')) return `${server} does not let ${user} in: ${(error as Error).message}.`;
  if (code === '3D000') return `${server} has no database ${url.pathname.slice(1)}.`;
  if (/timeout/i.test(code)) return `${server} did not answer within ${patience / 1000} s.`;
  const detail = code.replaceAll(decodeURIComponent(url.password) || '\0', '…');
  return `${server} cannot be reached: ${detail}.`;
}

/** Logs in once to the PostgreSQL of DATABASE_URL; throws one sentence, without the password, when it can't. */
export async function assertDatabaseReachable(url: URL): Promise<void> {
  const client = new Client({ connectionString: url.href, connectionTimeoutMillis: patience });
  client.on('error', () => undefined); // A loss after the login is the services' to report.
  try {
    await client.connect();
    await client.query('select 1');
  } catch (error) {
    throw new StartError(sentence(url, error), { cause: error });
  } finally {
    await client.end().catch(() => undefined); // It never opened.
  }
}
