import { generateKeyPairSync } from 'node:crypto';
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import { type PushTarget } from '@secureconnect/push-token-store';
import { ApnsProvider } from './apns-provider.adapter';
import { claimsOf, listen, newCertificate } from './provider-peers.contract';
import { newNotification, pushProviderContract, sendingFor } from './push-provider.contract';

describe('APNs, over HTTP/2 and TLS', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const tls = newCertificate();
  const target: PushTarget = { provider: 'apns', address: 'ab'.repeat(32) };
  let server: Http2SecureServer;
  let provider: ApnsProvider;
  let answering: ((response: Http2ServerResponse) => void) | undefined;
  let received: { headers: Http2ServerRequest['headers']; body: Record<string, string> } | undefined;

  beforeAll(async () => {
    server = createSecureServer(tls, (request, response) => {
      const parts: Buffer[] = [];
      request.on('error', () => undefined);
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        if (answering) return answering(response);
        const { head, claims } = claimsOf(
          String(request.headers.authorization).replace('bearer ', ''),
          publicKey,
          true,
        );
        const isOurs =
          head['kid'] === 'KEYKEYKEY1' && head['alg'] === 'ES256' && claims['iss'] === 'TEAMTEAM12';
        if (!isOurs || request.url !== `/3/device/${target.address}`)
          return void response.writeHead(403).end();
        const body = JSON.parse(Buffer.concat(parts).toString()) as Record<string, string>;
        received = { headers: request.headers, body };
        response.writeHead(200).end();
      });
    });
    const origin = `https://localhost:${await listen(server)}`;
    provider = new ApnsProvider({
      ...{ key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), keyId: 'KEYKEYKEY1' },
      ...{ teamId: 'TEAMTEAM12', topic: 'com.example.app', pushType: 'voip', ca: tls.cert },
      origin,
    });
  });
  beforeEach(() => (answering = undefined));
  afterAll(async () => {
    await provider.close();
    server.close();
  });

  pushProviderContract(
    () => ({
      ...{ provider, target },
      told: () => received?.body,
      answer: (status, headers, body) =>
        (answering = (response) => void response.writeHead(status, headers).end(body ?? '')),
      fail: (how) =>
        (answering = (response) => (how === 'reset' ? response.stream.session?.destroy() : undefined)),
    }),
    [
      [410, '{"reason":"Unregistered"}'],
      [400, '{"reason":"BadDeviceToken"}'],
    ],
  );

  it('says to which app, of what type, until when and in whose place', async () => {
    await provider.send(target, newNotification(), sendingFor());
    expect(received?.headers).toMatchObject({
      ...{ 'apns-topic': 'com.example.app.voip', 'apns-push-type': 'voip', 'apns-priority': '10' },
      'apns-collapse-id': 'a-call_1',
    });
    const until = Number(received?.headers['apns-expiration']) - Date.now() / 1_000;
    expect(until).toBeGreaterThan(0);
    expect(until).toBeLessThanOrEqual(45);
  });
});
