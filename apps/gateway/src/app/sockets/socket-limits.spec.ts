import { httpClient } from '@secureconnect/testing';
import { createHash } from 'node:crypto';
import { maskedFrame } from './frames/client-frames.contract';
import { send, upgradeRequest } from './raw-socket.contract';
import { startSocketDoor, startUpstream } from './socket-scene.contract';

const path = '/ws/chat';
const polling = `${path}/?EIO=4&transport=polling`;
const digest = createHash('sha256').update('the key').digest('hex');

let upstream: Awaited<ReturnType<typeof startUpstream>>;
let door: Awaited<ReturnType<typeof startSocketDoor>>;
const from = (last: number) => ({ 'x-forwarded-for': `203.0.113.${last}` });
const get = (target: string, headers: Record<string, string>) =>
  httpClient(door.url).get(target, { headers });

beforeAll(async () => {
  upstream = await startUpstream();
  const bursts = { socket_address: 2, socket_key: 4, poll_address: 3, token_address: 2 };
  door = await startSocketDoor({ CHAT_URL: [upstream.url], API_KEYS: [`robot:${digest}`], bursts });
});
afterAll(async () => {
  await door.close();
  await upstream.close();
});

const upgrade = (headers: Record<string, string>) =>
  send(door.url, upgradeRequest(undefined, headers), maskedFrame('42'));

describe('how often sockets are opened', () => {
  it('is limited by address, whatever carries them, and whoever is refused is told until when', async () => {
    expect((await upgrade(from(1))).status).toBe(101);
    expect((await get(polling, from(1))).status).toBe(200);
    const refused = await upgrade(from(1));
    expect(refused).toMatchObject({ status: 429, code: 'rate_limited' });
    for (const line of [
      'ratelimit-limit: 2',
      'ratelimit-remaining: 0',
      'ratelimit-reset: 60',
      'retry-after: 30',
    ])
      expect(refused.head).toContain(line);
    expect(await get(polling, from(1))).toMatchObject({
      status: 429,
      headers: { 'ratelimit-policy': '2;w=60;burst=2;name="socket_address"', 'retry-after': '30' },
    });
    expect((await upgrade(from(2))).status).toBe(101);
  });

  it('is limited by the key of a program that shows one, and a key that nobody has is refused', async () => {
    const withKey = { ...from(3), 'x-api-key': 'the key' };
    for (let count = 0; count < 4; count += 1) expect((await upgrade(withKey)).status).toBe(101);
    expect((await upgrade(withKey)).head).toContain('ratelimit-limit: 4');
    expect((await upgrade(from(3))).status).toBe(101);
    const unknown = { ...from(3), 'x-api-key': 'a guess' };
    expect(await upgrade(unknown)).toMatchObject({ status: 401, code: 'api_key_unknown' });
  });
});

it('how often tokens are shown that nobody has seen is limited', async () => {
  const asBearer = async (last: number) => await upgrade({ ...from(last), authorization: 'Bearer nobody' });
  expect((await asBearer(4)).status).toBe(401);
  expect((await asBearer(4)).status).toBe(401);
  const { text } = await get(polling, from(5));
  const session = `${polling}&sid=${(JSON.parse(text.slice(1)) as { sid: string }).sid}`;
  const wrong = () => get(session, { ...from(5), authorization: 'Bearer nobody' });
  expect((await wrong()).status).toBe(401);
  expect((await wrong()).status).toBe(401);
  expect(await wrong()).toMatchObject({ status: 429, headers: { 'ratelimit-limit': '2' } });
});

it('how often a session that polls is spoken to is limited', async () => {
  const { text } = await get(polling, from(6));
  const session = `${polling}&sid=${(JSON.parse(text.slice(1)) as { sid: string }).sid}`;
  const headers = { ...from(6), 'content-type': 'text/plain' };
  const ping = () => httpClient(door.url).request('POST', session, { body: '3', headers });
  for (let count = 0; count < 3; count += 1) expect((await ping()).status).toBe(200);
  expect(await ping()).toMatchObject({ status: 429, headers: { 'ratelimit-limit': '3' } });
});
