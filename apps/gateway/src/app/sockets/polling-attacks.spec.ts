import { httpClient } from '@secureconnect/testing';
import { startSocketDoor, startUpstream } from './socket-scene.contract';

const path = '/ws/chat';
let upstream: Awaited<ReturnType<typeof startUpstream>>;
let door: Awaited<ReturnType<typeof startSocketDoor>>;

beforeAll(async () => {
  upstream = await startUpstream();
  door = await startSocketDoor({ CHAT_URL: [upstream.url] });
});
afterAll(async () => {
  await door.close();
  await upstream.close();
});

describe('a session of one that polls', () => {
  const at = (query: string) => `${path}/?EIO=4&transport=polling${query}`;
  const mine = { headers: { 'x-forwarded-for': '203.0.113.20' } };
  const http = () => httpClient(door.url);
  const open = async (): Promise<string> => {
    const { text } = await http().get(at(''), mine);
    return `&sid=${(JSON.parse(text.slice(1)) as { sid: string }).sid}`;
  };
  const post = (query: string, body: string, headers = mine.headers) =>
    http().request('POST', at(query), { body, headers: { ...headers, 'content-type': 'text/plain' } });

  it('takes nothing but a request to be let in', async () => {
    const sid = await open();
    expect(await post(sid, '42["message.send",{}]')).toMatchObject({ status: 401 });
    expect(await post(sid, `3\x1e42["message.send",{}]\x1e40{"token":"anna"}`)).toMatchObject({
      status: 401,
    });
    expect(await post(sid, '.'.repeat(300_000))).toMatchObject({ status: 413 });
    expect(upstream.heard).toHaveLength(0);
  });

  it('is of use to nobody from another network, at another path, or with another token', async () => {
    const sid = await open();
    expect(await post(sid, '40{"token":"anna"}', { 'x-forwarded-for': '203.0.113.21' })).toMatchObject({
      status: 401,
    });
    expect(await post(sid, '40{"token":"anna"}')).toMatchObject({ status: 200 });
    const other = { ...mine.headers, authorization: 'Bearer berta' };
    expect(await post(sid, '42["echo","hello"]', other)).toMatchObject({ status: 401 });
    expect(await http().get(at(sid), { headers: other })).toMatchObject({ status: 401 });
    expect(await http().get(at('&sid=made-up'), mine)).toMatchObject({ status: 401 });
    upstream.heard.splice(0);
  });

  it('is not opened by a script of any page, and read by pages of listed origins alone', async () => {
    expect(await http().get(at('&j=0'), mine)).toMatchObject({ status: 400 });
    const of = async (origin: string) =>
      (await http().get(at(''), { headers: { ...mine.headers, origin } })) as never;
    expect(await of('https://evil.example')).toMatchObject({ status: 403 });
    expect(await of('https://app.example')).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': 'https://app.example' },
    });
  });
});
