import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { RemoteTokenKeys } from './remote-token-keys.adapter';
import { TokenKeysUnknownError } from './token-keys-unknown.error';
import { makeSigner } from './token-scene.contract';

describe('the keys of auth, in another service', () => {
  const [one, other] = [makeSigner('one'), makeSigner('other')];
  let server: Server;
  let url: string;
  let asked = 0;
  let answer: (reply: ServerResponse) => void;
  const publish = (...signers: { jwk: object }[]) => {
    answer = (reply) => reply.end(JSON.stringify({ keys: signers.map(({ jwk }) => jwk) }));
  };
  const keysOf = (AUTH_URL = url) => new RemoteTokenKeys({ AUTH_URL });

  beforeAll(async () => {
    Logger.overrideLogger(false);
    server = createServer((request, reply) => {
      asked += 1;
      if (request.url === '/.well-known/jwks.json') answer(reply);
      else reply.writeHead(404).end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    asked = 0;
    publish(one);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('are asked for once, however many need them', async () => {
    const keys = keysOf();
    const found = await Promise.all(Array.from({ length: 500 }, () => keys.find('one')));
    expect(new Set(found).size).toBe(1);
    expect(found[0]).toBeDefined();
    expect(asked).toBe(1);
  });

  it('are not asked for again for every id that somebody invents', async () => {
    const keys = keysOf();
    const inventing = Array.from({ length: 500 }, (_, at) => keys.find(`invented-${at}`));
    expect(await Promise.all(inventing)).toEqual(Array.from({ length: 500 }));
    for (let at = 0; at < 500; at += 1) await keys.find(`invented-again-${at}`);
    expect(asked).toBeLessThan(20); // One a second, and this takes a few on the slowest machine.
  });

  it('are asked for again when a new one is named, which takes the withdrawn one away', async () => {
    const keys = keysOf();
    const before = await keys.find('one');
    publish(one, other);
    expect(await keys.find('one')).toBe(before);
    await new Promise((later) => setTimeout(later, 1_010));
    expect(await keys.find('other')).toBeDefined();
    expect(await keys.find('one')).toBe(before);
  });

  it('stay known while auth is away, and a new one is neither accepted nor called a forgery', async () => {
    const keys = keysOf();
    expect(await keys.find('one')).toBeDefined();
    answer = (reply) => reply.destroy();
    await new Promise((later) => setTimeout(later, 1_010));
    await expect(keys.find('other')).rejects.toThrow(TokenKeysUnknownError);
    await expect(keys.find('another')).rejects.toThrow(TokenKeysUnknownError);
    expect(await keys.find('one')).toBeDefined();
  });

  it.each<[string, (reply: ServerResponse) => void]>([
    ['nothing', (reply) => void reply.writeHead(200)],
    ['an error', (reply) => reply.writeHead(503).end('{"keys":[]}')],
    ['another address', (reply) => reply.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['no JSON', (reply) => reply.end('<html>')],
    ['no list', (reply) => reply.end('{"keys":{}}')],
    ['null', (reply) => reply.end('null')],
    [
      'a list of 51',
      (reply) => reply.end(JSON.stringify({ keys: Array.from({ length: 51 }, () => one.jwk) })),
    ],
    ['a flood', (reply) => reply.end(`{"keys":[${JSON.stringify('x'.repeat(100_000))}]}`)],
  ])('are unknown where it answers with %s', async (_what, answering) => {
    answer = answering;
    await expect(keysOf().find('one')).rejects.toThrow(TokenKeysUnknownError);
  });

  it('are unknown where nobody listens', async () => {
    await expect(keysOf('http://127.0.0.1:1').find('one')).rejects.toThrow(TokenKeysUnknownError);
  });

  it.each<[string, object]>([
    ['a shared secret', { kty: 'oct', k: 'AAAA', alg: 'HS256' }],
    ['for encryption', { use: 'enc' }],
    ['for another algorithm', { alg: 'ES384' }],
    ['on another curve', { crv: 'P-384' }],
    ['without a name', { kid: undefined }],
    ['with half a point', { y: 'AAAA' }],
  ])('leave out one that is %s', async (_what, change) => {
    publish({ jwk: { ...one.jwk, ...change } }, other);
    const keys = keysOf();
    expect(await keys.find('other')).toBeDefined();
    expect(await keys.find('one')).toBeUndefined();
  });
});
