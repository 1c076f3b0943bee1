import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type PushTarget } from '@secureconnect/push-token-store';
import { FcmProvider } from './fcm-provider.adapter';
import { claimsOf, listen } from './provider-peers.contract';
import { cut, newNotification, pushProviderContract, sendingFor } from './push-provider.contract';

describe('FCM, with an access token of its own', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const target: PushTarget = { provider: 'fcm', address: 'a-device:token' };
  let server: Server;
  let provider: FcmProvider;
  let answering: ((response: ServerResponse) => void) | undefined;
  let message: { data: Record<string, string>; token: string; android: object } | undefined;
  let given = 0;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const body = Buffer.concat(parts).toString();
        if (request.url === '/token') {
          const { claims } = claimsOf(new URLSearchParams(body).get('assertion') ?? '', publicKey, false);
          if (claims['iss'] !== 'push@example.com' || !String(claims['aud']).endsWith('/token'))
            return void response.writeHead(400).end();
          given += 1;
          return void response.end(JSON.stringify({ access_token: `access ${given}`, expires_in: 3_600 }));
        }
        if (answering) return answering(response);
        const isOurs = request.headers.authorization === `Bearer access ${given}`;
        if (!isOurs || request.url !== '/v1/projects/a-project/messages:send')
          return void response.writeHead(401).end();
        ({ message } = JSON.parse(body) as { message: typeof message });
        response.end('{"name":"projects/a-project/messages/1"}');
      });
    });
    const origin = `http://127.0.0.1:${await listen(server)}`;
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const account = {
      projectId: 'a-project',
      clientEmail: 'push@example.com',
      privateKey: pem,
      tokenUri: `${origin}/token`,
    };
    provider = new FcmProvider(account, { origin });
  });
  beforeEach(() => (answering = undefined));
  afterAll(async () => {
    await provider.close();
    server.closeAllConnections();
    server.close();
  });

  const unregistered = JSON.stringify({
    error: { status: 'NOT_FOUND', details: [{ errorCode: 'UNREGISTERED' }] },
  });
  pushProviderContract(
    () => ({
      ...{ provider, target },
      told: () => message?.data,
      answer: (status, headers, body) =>
        (answering = (response) => void response.writeHead(status, headers).end(body ?? '')),
      fail: (how) => (answering = (response) => (how === 'reset' ? cut(response) : undefined)),
    }),
    [[404, unregistered]],
  );

  it('asks for access once, and again when it is not accepted any more', async () => {
    await provider.send(target, newNotification(), sendingFor());
    const before = given;
    await provider.send(target, newNotification(), sendingFor());
    expect(given).toBe(before);
    expect(message).toMatchObject({ token: target.address, android: { priority: 'HIGH', ttl: '45s' } });
    given += 1;
    await provider.send(target, newNotification(), sendingFor());
    expect(await provider.send(target, newNotification(), sendingFor())).toBe('sent');
  });
});
