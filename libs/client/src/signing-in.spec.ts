import { until } from '@secureconnect/testing';
import { ChatServer } from './chat-server.contract';
import { type Client, ClientError, type ClientOptions, createClient, hasCode } from './index';

describe('a client that is signed in', () => {
  let server: ChatServer;
  const clients: Client[] = [];

  beforeEach(async () => {
    server = await new ChatServer().start();
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await server.close();
  });

  function made(options: Partial<ClientOptions> = {}): Client {
    const client = createClient({ baseUrl: server.url, deadlineMs: 5_000, ...options });
    clients.push(client);
    return client;
  }
  async function signedIn(options: Partial<ClientOptions> = {}): Promise<Client> {
    const client = made(options);
    await client.auth.login({ email: 'ada', password: 'a pass phrase' });
    return client;
  }
  const times = (asked: string) => server.asked.filter((each) => each === asked).length;
  const refresh = 'POST /v1/auth/refresh';

  it('renews a token that has ended once, however many requests need it', async () => {
    const client = await signedIn();
    server.expireAll();
    await Promise.all(Array.from({ length: 50 }, () => client.chat.conversations()));
    expect(times(refresh)).toBe(1);
  });

  it('asks for the lost answer of a refresh again, and goes on with what it would have been', async () => {
    const client = await signedIn();
    server.expireAll();
    let lost = 0;
    server.refuse = (asked) => (asked === refresh && (lost += 1) <= 2 ? { status: 0 } : undefined);
    await client.chat.conversations();
    await client.auth.refresh();
    expect(times(refresh)).toBe(4);
    expect(await client.auth.user()).toMatchObject({ id: 'ada' });
  });

  it('is told that it is signed out where its refresh token does not count any more', async () => {
    const storage = new Map<string, string>();
    const client = await signedIn({ storage });
    const reasons: string[] = [];
    client.on('signed_out', ({ reason }) => reasons.push(reason));
    server.expireAll();
    server.refuse = (asked) =>
      asked === refresh ? { status: 401, code: 'invalid_refresh_token' } : undefined;
    const asked = [client.chat.conversations(), client.chat.conversations()];
    for (const each of asked) await expect(each).rejects.toMatchObject({ code: 'signed_out' });
    expect(reasons).toEqual(['invalid_refresh_token']);
    expect(storage.size).toBe(0);
  });

  it('takes the tokens that another tab with the same store has fetched', async () => {
    const storage = new Map<string, string>();
    const [one, other] = [await signedIn({ storage }), made({ storage })];
    await other.auth.user();
    await one.auth.refresh();
    server.expireAll();
    await one.auth.refresh();
    const before = times(refresh);
    await other.chat.conversations();
    expect(times(refresh)).toBe(before);
  });

  it('does not try a password twice by itself', async () => {
    server.refuse = () => ({ status: 503, code: 'overloaded' });
    const login = made().auth.login({ email: 'ada', password: 'a pass phrase' });
    await expect(login).rejects.toMatchObject({ code: 'overloaded', status: 503 });
    expect(server.asked).toHaveLength(1);
  });

  it('asks again what may be asked twice, and not before the server says', async () => {
    const client = await signedIn();
    let refused = 0;
    server.refuse = (asked) =>
      asked === 'GET /v1/conversations' && (refused += 1) <= 2
        ? { status: 503, code: 'overloaded', retryAfter: '1' }
        : undefined;
    const since = Date.now();
    await client.chat.conversations();
    expect(Date.now() - since).toBeGreaterThanOrEqual(2_000);
    expect(times('GET /v1/conversations')).toBe(3);
  });

  it('has errors with the codes of the registry, or its own', async () => {
    const client = await signedIn();
    server.refuse = (asked) =>
      asked.startsWith('PATCH') ? { status: 409, code: 'direct_conversation_fixed' } : undefined;
    const error: unknown = await client.chat.rename('one', 'A title').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ClientError);
    expect(hasCode(error, 'direct_conversation_fixed')).toBe(true);
    expect(error).toMatchObject({ status: 409, mode: 'normal', requestId: 'one', isPassing: false });
    const nowhere = createClient({ baseUrl: 'http://127.0.0.1:1', attempts: 1 });
    await expect(nowhere.auth.register({ email: '', username: '', password: '' })).rejects.toMatchObject({
      code: 'network',
    });
    server.refuse = () => ({ status: 502 });
    await expect(client.request({ method: 'POST', path: '/v1/other' })).rejects.toMatchObject({
      code: 'unreadable_answer',
      status: 502,
    });
  });

  it('stops waiting when its signal says so, with its reason', async () => {
    const client = await signedIn();
    const abort = new AbortController();
    server.refuse = () => ({ status: 503, retryAfter: '600' });
    const asked = client.chat.conversations({ signal: abort.signal });
    await until('it to be asked', () => times('GET /v1/conversations') === 1);
    abort.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
    await expect(client.auth.me({ signal: abort.signal })).rejects.toThrow('enough');
  });

  it('ends a request that nobody answers when its signal says so, or after its deadline', async () => {
    const client = await signedIn({ attempts: 1, deadlineMs: 500 });
    server.refuse = () => ({ status: 1 });
    const abort = new AbortController();
    const asked = client.request({
      method: 'GET',
      path: '/v1/one',
      signal: abort.signal,
      deadlineMs: 600_000,
    });
    await until('it to be asked', () => times('GET /v1/one') === 1);
    abort.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
    await expect(client.chat.conversations()).rejects.toMatchObject({ code: 'timeout' });
  });

  it('is degraded while answers say so', async () => {
    const client = await signedIn();
    const modes: string[] = [];
    client.on('mode', ({ mode }) => modes.push(mode));
    server.isDegraded = true;
    await client.chat.conversations();
    expect(client.mode).toBe('degraded');
    server.isDegraded = false;
    await client.chat.conversations();
    expect(modes).toEqual(['degraded', 'normal']);
  });
});
