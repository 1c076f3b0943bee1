import { type HttpRequest, httpClient, type PostgresServer, type RedisServer } from '@secureconnect/testing';
import { type ServiceProcess, startPostgres, startRedis, startService, until } from '@secureconnect/testing';

const token = 'an-operator-keeps-this-one-secret';
const nobody = '00000000-0000-7000-8000-000000000000';

describe('an operator of jobs', () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  let chat: ServiceProcess;

  const ask = async (method: string, path: string, body?: object, shown: string | null = token) => {
    const headers: Record<string, string> = shown === null ? {} : { authorization: `Bearer ${shown}` };
    const request: HttpRequest = body
      ? { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
      : { headers };
    const { status, json } = await httpClient(chat.url).request(method, `/operator/jobs${path}`, request);
    return { status, json: json as Record<string, unknown> & { items: Record<string, unknown>[] } };
  };
  /** A dead letter as a worker leaves it; gives its id. */
  const bury = async (name: string, uniqueKey: string | null = null): Promise<string> => {
    const [row] = await postgres.sql<{ id: string }>(
      `INSERT INTO chat.dead_jobs (id, name, priority, due_at, payload, created_at, attempt, last_error, reason, died_at,
         unique_key)
       VALUES (gen_random_uuid(), $1, 0, now(), '{"to":"ann"}', now(), 8, 'no such user', 'failed', clock_timestamp(), $2)
       RETURNING id`,
      [name, uniqueKey],
    );
    return (row as { id: string }).id;
  };
  const live = async (name: string, uniqueKey: string | null = null): Promise<string> => {
    const [row] = await postgres.sql<{ id: string }>(
      `INSERT INTO chat.jobs (id, name, priority, due_at, payload, created_at, ready, unique_key)
       VALUES (gen_random_uuid(), $1, 0, now(), '{}', now(), true, $2) RETURNING id`,
      [name, uniqueKey],
    );
    return (row as { id: string }).id;
  };
  const logged = (text: string) => until(`"${text}" in the log`, () => chat.log().includes(text));

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    chat = await startService('chat', {
      env: {
        DATABASE_URL: postgres.url,
        REDIS_URL: redis.url,
        NODE_ENV: 'development',
        OPERATOR_TOKEN: token,
      },
    });
    await chat.ready();
  }, 60_000);
  beforeEach(() => postgres.sql('TRUNCATE chat.jobs, chat.dead_jobs'));
  afterAll(async () => {
    await chat?.close();
    await Promise.all([postgres?.close(), redis?.close()]);
  });

  it.each([
    ['GET', '/queues'],
    ['GET', '/dead'],
    ['GET', `/${nobody}`],
    ['POST', `/${nobody}/cancel`],
    ['POST', '/dead/replay'],
    ['POST', `/dead/${nobody}/replay`],
    ['DELETE', `/dead/${nobody}`],
  ])('shows the token, or %s %s is refused', async (method, path) => {
    for (const shown of [null, 'something-else-altogether-long']) {
      const { status, json } = await ask(method, path, undefined, shown);
      expect([status, json['code']]).toEqual([401, 'operator_token_wrong']);
    }
  });

  it('sees the queues, with those that nobody here works on', async () => {
    await live('mail');
    const mail = await until('the job to be counted', async () => {
      const { queues } = (await ask('GET', '/queues')).json as {
        queues?: { name: string; waiting: number }[];
      };
      return queues?.find(({ name }) => name === 'mail');
    });
    expect(mail).toMatchObject({ waiting: 1, delayed: 0, running: 0, dead: 0, stuck: 0 });
  });

  it('reads the dead letters page by page, of all queues or of one', async () => {
    const first = await bury('mail');
    const second = await bury('push');
    const third = await bury('mail');
    const page = (await ask('GET', '/dead?limit=2')).json;
    expect(page.items.map(({ id }) => id)).toEqual([third, second]);
    const cursor = encodeURIComponent(String(page['next_cursor']));
    const rest = (await ask('GET', `/dead?limit=2&cursor=${cursor}`)).json;
    expect(rest.items).toEqual([
      {
        id: first,
        queue: 'mail',
        reason: 'failed',
        error: 'no such user',
        payload: '{"to":"ann"}',
        attempts: 8,
        enqueued_at: expect.any(String) as string,
        died_at: expect.any(String) as string,
      },
    ]);
    expect(rest['next_cursor']).toBeNull();
    expect((await ask('GET', '/dead?queue=push')).json.items.map(({ id }) => id)).toEqual([second]);
    expect((await ask('GET', '/dead?limit=1000')).status).toBe(422);
  });

  it('has one run again, which is then a job, and a line in the log', async () => {
    const id = await bury('mail');
    expect((await ask('POST', `/dead/${id}/replay`)).status).toBe(204);
    expect((await ask('GET', `/${id}`)).json).toMatchObject({ queue: 'mail', state: 'waiting', attempt: 0 });
    await logged(`Dead letter ${id} runs again, by an operator`);
  });

  it('has all of a queue run again, and those of others not', async () => {
    for (const name of ['mail', 'mail', 'push', 'mail']) await bury(name);
    expect((await ask('POST', '/dead/replay', { queue: 'mail' })).json).toEqual({ replayed: 3 });
    expect((await ask('GET', '/dead')).json.items.map(({ queue }) => queue)).toEqual(['push']);
    await logged('3 dead letters of "mail" run again, by an operator');
  });

  it('is told why one cannot run again', async () => {
    await live('mail', 'ann');
    const taken = await ask('POST', `/dead/${await bury('mail', 'ann')}/replay`);
    expect([taken.status, taken.json['code']]).toEqual([409, 'conflict']);
    for (const id of [nobody, 'nonsense', '%00']) {
      const { status, json } = await ask('POST', `/dead/${id}/replay`);
      expect([status, json['code']]).toEqual([404, 'not_found']);
    }
  });

  it('removes one for good', async () => {
    const id = await bury('mail');
    expect((await ask('DELETE', `/dead/${id}`)).status).toBe(204);
    expect((await ask('DELETE', `/dead/${id}`)).status).toBe(404);
    expect((await ask('GET', `/${id}`)).status).toBe(404);
    await logged(`Dead letter ${id} removed, by an operator`);
  });

  it('who asks for what can be no queue, or no place in the list, is told so', async () => {
    const place = Buffer.from(JSON.stringify([1, '-271821-04-20T00:00:00.000Z', nobody])).toString(
      'base64url',
    );
    expect((await ask('GET', '/dead?queue=%00')).json).toMatchObject({ code: 'validation_failed' });
    for (const queue of ['\0', '', 7, ['mail'], null])
      expect((await ask('POST', '/dead/replay', { queue })).status).toBe(422);
    expect((await ask('GET', `/dead?cursor=${place}`)).json).toMatchObject({ code: 'invalid_cursor' });
  });

  it('cancels a job, once', async () => {
    const id = await live('mail');
    expect((await ask('POST', `/${id}/cancel`)).json).toEqual({ outcome: 'cancelled' });
    expect((await ask('POST', `/${id}/cancel`)).status).toBe(404);
  });

  it('finds all of it in the document of the service, and a page that may load nothing from elsewhere', async () => {
    const http = httpClient(chat.url);
    const { paths } = (await http.get('/docs/json')).json as { paths: Record<string, object> };
    expect(paths).toHaveProperty(['/operator/jobs/dead/{id}/replay', 'post', 'security'], [{ bearer: [] }]);
    const page = await http.get('/operator/jobs');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none';script-src 'self';/);
    expect(page.text).not.toMatch(/https?:|<script>|<style|style=| on\w+=/);
    for (const [, address = ''] of page.text.matchAll(/(?:src|href)="([^"]+)"/g))
      expect((await http.get(`/operator/${address}`)).status).toBe(200);
  });

  it('is answered while PostgreSQL hangs: what was last known, or 503', async () => {
    await live('mail');
    await until('the job to be counted', async () =>
      JSON.stringify(await ask('GET', '/queues')).includes('"mail"'),
    );
    postgres.freeze();
    try {
      await until('it to be noticed', async () => (await ask('GET', '/queues')).json['is_current'] === false);
      expect(JSON.stringify((await ask('GET', '/queues')).json)).toContain('"mail"');
      const { status, json } = await ask('GET', '/dead');
      expect([status, json['code']]).toEqual([
        503,
        expect.stringMatching(/^database_(unavailable|timeout)$/),
      ]);
    } finally {
      postgres.thaw();
    }
    await until('it to be back', async () => (await ask('GET', '/queues')).json['is_current'] === true);
  });
});
