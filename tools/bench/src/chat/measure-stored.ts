import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { perSecond } from '../auth/auth-stage';
import { type BenchmarkContext, type Figure } from '../benchmark';
import { median, spread, takeTurns } from '../figures/rounds';
import { type ChatStage } from './chat-stage';
import { say } from './say';

const callers = 64;

const createSql = `
  CREATE TABLE IF NOT EXISTS bare_messages (conversation_id uuid, seq bigint, id uuid UNIQUE, sender_id uuid,
    client_msg_id text, body text, created_at timestamptz DEFAULT clock_timestamp(), PRIMARY KEY (conversation_id, seq))`;
const insert = {
  name: 'insert',
  text: 'INSERT INTO bare_messages (conversation_id, seq, id, sender_id, client_msg_id, body) VALUES ($1, $2, $3, $4, $5, $6)',
};

/** One row for each, by a pool as large as that of a service: no number without gaps, no membership, nobody told. */
async function bareInserts(url: string): Promise<{ one: () => Promise<unknown>; end: () => Promise<void> }> {
  const pool = new Pool({ connectionString: url, max: 10 });
  await pool.query(createSql);
  const conversation = randomUUID();
  let seq = Date.now() * 1_000;
  const one = () => {
    const values = [
      conversation,
      (seq += 1),
      randomUUID(),
      randomUUID(),
      randomUUID(),
      'What one says to another',
    ];
    return pool.query({ ...insert, values });
  };
  return { one, end: () => pool.end() };
}

async function measureBeside(
  stage: ChatStage,
  bare: () => Promise<unknown>,
  { quick, progress }: BenchmarkContext,
): Promise<Figure[]> {
  const [seconds, rounds] = quick ? [1, 1] : [4, 5];
  const figures: Figure[] = [];
  for (const count of quick ? [1, 100] : [1, 100, 10_000]) {
    progress(`messages over ${count} conversations`);
    const [own, partner] = stage.people(2) as [string, string];
    const ids = await stage.found(count, [own, partner]);
    const socket = await stage.connect(own, 0);
    let at = 0;
    const ours = () => say(socket, ids[(at += 1) % ids.length] as string);
    const turns = await takeTurns(['ours', 'bare'], rounds, (name) =>
      perSecond(seconds, callers, name === 'bare' ? bare : ours),
    );
    socket.close();
    const peers = { 'bare insert': median(turns.bare) };
    const name = `stored, ${count.toLocaleString('en')} conversation${count === 1 ? '' : 's'}`;
    figures.push({ name, unit: '/s', ours: median(turns.ours), spread: spread(turns.ours), peers });
  }
  return figures;
}

/** Messages stored a second, each by who waits for hers, over so many conversations. */
export async function measureStored(stage: ChatStage, context: BenchmarkContext): Promise<Figure[]> {
  const { postgres } = await context.surroundings();
  const bare = await bareInserts(postgres.url);
  try {
    return await measureBeside(stage, bare.one, context);
  } finally {
    await bare.end();
  }
}
