import { ChatServer } from '../chat-server.contract';
import { type Client, createClient } from '../index';

describe('an upload', () => {
  let server: ChatServer;
  let client: Client;

  beforeAll(async () => void (server = await new ChatServer().start()));
  afterAll(async () => {
    await client.close();
    await server.close();
  });

  it('is promised to be brought by tus, whatever is usual where it goes', async () => {
    const promised: unknown[] = [];
    client = createClient({
      baseUrl: server.url,
      fetch: (input, init) => {
        if (!String(input).endsWith('/v1/uploads')) return fetch(input, init);
        promised.push(JSON.parse(String(init?.body)));
        return Promise.resolve(Response.json({ error: 'FORBIDDEN', code: 'forbidden' }, { status: 403 }));
      },
    });
    await client.auth.login({ email: 'ada', password: 'a pass phrase' });
    const content = new Blob([new Uint8Array(2_000_000)]);
    await expect(client.files.upload(content, { name: 'a.bin' })).rejects.toMatchObject({ status: 403 });
    expect(promised).toMatchObject([{ name: 'a.bin', size: 2_000_000, way: 'tus' }]);
  });
});
