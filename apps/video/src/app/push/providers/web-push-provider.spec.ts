import { classifyRedisError } from '@secureconnect/resilience';
import { type Browser, BrowserPushService } from '../browser.contract';
import { newVapid } from '../push-scene.contract';
import { PushTargets } from '../targets/push-targets';
import { newCertificate } from './provider-peers.contract';
import {
  cut,
  newNotification,
  type ProviderScene,
  pushProviderContract,
  sendingFor,
} from './push-provider.contract';
import { WebPushProvider } from './web-push-provider.adapter';

describe('Web Push over TLS, to a push service that verifies and a browser that decrypts', () => {
  const vapid = newVapid();
  const tls = newCertificate();
  let service: BrowserPushService;
  let browser: Browser;
  let provider: WebPushProvider;
  beforeAll(async () => {
    service = new BrowserPushService(() => vapid.publicKey, tls, 'localhost');
    await service.start();
    browser = service.browser();
    provider = new WebPushProvider(vapid, new PushTargets(true), tls.cert);
  });
  beforeEach(() => service.answer());
  afterAll(async () => {
    await provider.close();
    await service.close();
  });

  const scene = (): ProviderScene => ({
    provider,
    target: browser.target,
    told: () => service.received.at(-1)?.told,
    answer: (status, headers, body) =>
      service.answer((response) => response.writeHead(status, headers).end(body ?? '')),
    fail: (how) => service.answer((response) => (how === 'reset' ? cut(response) : undefined)),
  });
  pushProviderContract(scene, [
    [404, ''],
    [410, ''],
  ]);

  it('says for how long, how urgently and in whose place', async () => {
    await provider.send(browser.target, newNotification(), sendingFor());
    const { headers, signed } = service.received.at(-1)!;
    expect(headers).toMatchObject({
      ttl: '45',
      urgency: 'high',
      topic: 'a-call_1',
      'content-encoding': 'aes128gcm',
    });
    expect(signed).toMatchObject({ aud: service.origin, sub: vapid.subject });
  });

  it('is refused by a service whose browser subscribed with another key', async () => {
    const stranger = new WebPushProvider(newVapid(), new PushTargets(true), tls.cert);
    expect(await stranger.send(browser.target, newNotification(), sendingFor())).toBe('refused');
    await stranger.close();
  });

  it('asks no address that is not public, by name or by number, and none that a name came to lead to', async () => {
    const guarded = new WebPushProvider(vapid, new PushTargets(false), tls.cert);
    const before = service.asked;
    const { port } = new URL(service.origin);
    for (const address of [
      `https://127.0.0.1/`,
      `https://localhost/`,
      `https://[::ffff:7f00:1]/`,
      `https://localhost:${port}/`,
    ])
      expect(await guarded.send({ ...browser.target, address }, newNotification(), sendingFor())).toBe(
        'refused',
      );
    // Public when it was registered, and loopback when it is asked.
    let looks = 0;
    const turning = new PushTargets(false, (_host, done) => {
      looks += 1;
      done(null, [{ address: looks === 1 ? '93.184.216.34' : '127.0.0.1', family: 4 }]);
    });
    const address = 'https://push.example.com/push';
    expect(await turning.faultOf(address)).toBeUndefined();
    const turned = new WebPushProvider(vapid, turning, tls.cert);
    expect(await turned.send({ ...browser.target, address }, newNotification(), sendingFor())).toBe(
      'refused',
    );
    expect([looks, service.asked]).toEqual([2, before]);
    await Promise.all([guarded.close(), turned.close()]);
  });

  it('fails where nobody takes the connection, and is not taken for a Redis that is away', async () => {
    const target = { ...browser.target, address: 'https://127.0.0.1:1/push' };
    const sending = provider.send(target, newNotification(), sendingFor());
    const error = await sending.catch((reason: Error) => reason);
    expect(String(error)).toContain('could not be asked');
    expect(classifyRedisError(error)).toBeUndefined();
  });
});
