import { setTimeout as delay } from 'node:timers/promises';
import { newId, Transactions } from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { type Account } from '../accounts/account';
import { AccountRecord } from '../accounts/account-record.adapter';
import { RemoveAccount } from '../accounts/remove-account.use-case';
import { AccountLinks } from '../links/account-links';
import { type LoginInstance } from '../login/login-scene.contract';
import { LoginSurroundings } from '../login/login-surroundings.contract';
import { TendAuth } from './tend-auth';

let on: LoginSurroundings;
let one: LoginInstance;
let other: LoginInstance;

beforeAll(async () => {
  on = await LoginSurroundings.open();
  [one, other] = await on.start({}, {});
}, 90_000);
afterAll(() => on.close());

const remove = (at: LoginInstance, { id }: Account) => at.get(RemoveAccount).run(id, newId());
const count = async (from: string): Promise<number> => {
  const [row] = await on.postgres.sql<{ n: number }>(`SELECT count(*)::int AS n FROM auth.${from}`);
  return row?.n ?? -1;
};
const over = "now() - interval '1 minute'";

/** So many rows of each kind whose time is over, of nobody who is still there. */
async function outlived(most: number): Promise<void> {
  await on.postgres.sql(`
    WITH gone AS (INSERT INTO auth.users (id, deleted_at)
      SELECT gen_random_uuid(), now() FROM generate_series(1, ${most}) RETURNING id),
    linked AS (INSERT INTO auth.account_links (user_id, kind, token_hash, email, expires_at)
      SELECT id, 'reset', uuid_send(id), 'gone@example.com', ${over} FROM gone),
    asked AS (INSERT INTO auth.mfa_challenges (token_hash, user_id, sealed, sealed_with, expires_at)
      SELECT uuid_send(id), id, '', '', ${over} FROM gone)
    INSERT INTO auth.waiting_registrations (token_hash, user_id, email, username, password_hash, expires_at)
      SELECT uuid_send(id), id, 'gone@example.com', 'gone', '', ${over} FROM gone`);
  await on.postgres.sql(`
    INSERT INTO auth.users (id, username, username_key, deleted_at, name_held_until)
    SELECT gen_random_uuid(), name, name, now(), ${over}
    FROM generate_series(1, ${most}) AS nth, concat('held-', nth, '-', gen_random_uuid()) AS name`);
}

/** What somebody has left behind who asked for links and codes, and used none in time. */
async function leave({ id }: Account): Promise<void> {
  await on.postgres.sql(
    `WITH linked AS (INSERT INTO auth.account_links (user_id, kind, token_hash, email, expires_at)
      SELECT $1, kind, uuid_send(gen_random_uuid()), 'ada@example.com', ${over}
      FROM unnest(ARRAY['verify', 'reset', 'address']) AS kind)
    INSERT INTO auth.mfa_challenges (token_hash, user_id, sealed, sealed_with, expires_at)
      SELECT uuid_send(gen_random_uuid()), $1, '', '', ${over} FROM generate_series(1, 5)`,
    [id],
  );
}

const somebody = async (): Promise<Account> => {
  const account = await one.someone();
  await leave(account);
  return account;
};

/** Does it while an open transaction holds what the account has left behind. */
const whileHeld = <T>({ id }: Account, work: () => Promise<T>): Promise<T> =>
  one.get(Transactions).run(async ({ manager }) => {
    await one.get(AccountRecord).forUpdate(manager, id);
    await one.get(AccountLinks).void(id, ['verify', 'reset', 'address'], manager);
    return work();
  });

describe('an account is deleted', () => {
  it('though the deletion of another one hangs', async () => {
    const [slow, quick] = [await somebody(), await somebody()];
    const { waiting } = await whileHeld(slow, async () => {
      const result = Promise.allSettled([remove(one, slow)]);
      const waits = "SELECT FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')";
      await until('the other one to wait', async () => (await on.postgres.sql(waits)).length > 0);
      await remove(other, quick);
      return { waiting: result };
    });
    expect(await waiting).toMatchObject([{ status: 'fulfilled' }]);
  });

  it('though what is over is being forgotten, which passes over what somebody holds', async () => {
    const [slow, quick] = [await somebody(), await somebody()];
    await whileHeld(slow, async () => {
      const cleaning = one.get(TendAuth).clean();
      await Promise.all([remove(other, quick), cleaning]);
      expect(await count(`account_links WHERE user_id <> '${slow.id}'`)).toBe(0);
    });
    await remove(one, slow);
    await one.get(TendAuth).clean();
    expect(await count('mfa_challenges')).toBe(0);
  });

  it('by one of the connections that what is over leaves to people, for it takes one at a time', async () => {
    const waits =
      "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%DELETE FROM%'";
    const waiting = async () => (await on.postgres.sql(waits)).length;
    const { cleaning, most } = await one.get(Transactions).run(async ({ manager }) => {
      await manager.query(
        'LOCK TABLE sessions, account_links, mfa_challenges, login_attempts, users IN ACCESS EXCLUSIVE MODE',
      );
      const result = one.get(TendAuth).clean();
      await until('it to wait', async () => (await waiting()) > 0);
      await delay(300);
      return { cleaning: result, most: await waiting() };
    });
    await cleaning;
    // Its own, and that of the job, whose minute may be over.
    expect(most).toBeLessThan(3);
  });

  it('with thirty others while both instances forget without a pause, and nothing is left over', async () => {
    const everybody: Account[] = [];
    for (let nth = 0; nth < 30; nth += 1) everybody.push(await somebody());
    await outlived(2_000);
    let isOver = false;
    const forgetting = [one, other].map(async (at) => {
      while (!isOver) await at.get(TendAuth).clean();
    });
    const refused: unknown[] = [];
    const waiting = [...everybody];
    const lane = async (at: LoginInstance): Promise<void> => {
      for (let next = waiting.pop(); next; next = waiting.pop())
        await remove(at, next).catch((error: unknown) => refused.push(error));
    };
    await Promise.all([one, other].flatMap((at) => Array.from({ length: 2 }, () => lane(at))));
    isOver = true;
    await Promise.all(forgetting);
    expect(refused).toEqual([]);
    await one.get(TendAuth).clean();
    const left = [
      'account_links',
      'mfa_challenges',
      'waiting_registrations',
      'users WHERE username IS NOT NULL',
    ];
    for (const each of left) expect([each, await count(each)]).toEqual([each, 0]);
    expect(await count('sessions WHERE ended_at IS NULL')).toBe(0);
  }, 120_000);
});
