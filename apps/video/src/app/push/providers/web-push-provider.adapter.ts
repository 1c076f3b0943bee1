import { type PushTarget } from '@secureconnect/push-token-store';
import { Agent } from 'undici';
import { generateRequestDetails } from 'web-push';
import { PrivateAddressError } from '../targets/private-address.error';
import { type PushTargets } from '../targets/push-targets';
import { outcomeOf } from './answered';
import { type HttpCall, post } from './http-call';
import { PushFailedError } from './push-failed.error';
import { dataOf, type PushNotification } from './push-notification';
import { type PushOutcome, PushProvider, type PushSending } from './push-provider.port';

/** Who sends, as push services of browsers know it. */
export interface Vapid {
  readonly publicKey: string;
  readonly privateKey: string;
  readonly subject: string;
}

const connectWithinMs = 3_000;

/**
 * Web Push (RFC 8030), encrypted for the browser (RFC 8291) and signed (RFC 8292). The library encrypts and signs; the
 * sending is ours, for its own has no deadline and asks any address.
 */
export class WebPushProvider extends PushProvider {
  private readonly agent: Agent;

  constructor(
    private readonly vapid: Vapid,
    private readonly targets: PushTargets,
    ca?: string,
  ) {
    super();
    const connect = { lookup: targets.lookup, timeout: connectWithinMs, ...(ca !== undefined && { ca }) };
    this.agent = new Agent({ connect, keepAliveTimeout: 10_000, connections: 8 });
  }

  async send(target: PushTarget, notification: PushNotification, sending: PushSending): Promise<PushOutcome> {
    if (this.targets.writtenFaultOf(target.address) !== undefined) return 'refused';
    try {
      const answer = await post({ ...this.requestOf(target, notification, sending), signal: sending.signal });
      return outcomeOf(answer, [404, 410]);
    } catch (cause) {
      sending.signal.throwIfAborted();
      if (isPrivate(cause)) return 'refused';
      throw new PushFailedError('A push service', { cause });
    }
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private requestOf(
    { address, keys }: PushTarget,
    notification: PushNotification,
    { ttlSeconds, urgency, topic }: PushSending,
  ): Omit<HttpCall, 'signal'> {
    // As a URL is written in one way alone: its origin is what the signature is for.
    const endpoint = new URL(address).href;
    const details = generateRequestDetails(
      { endpoint, keys: keys ?? { p256dh: '', auth: '' } },
      JSON.stringify(dataOf(notification)),
      { vapidDetails: this.vapid, TTL: ttlSeconds, urgency, topic, contentEncoding: 'aes128gcm' },
    );
    const headers = Object.entries(details.headers).map(([name, value]) => [name, String(value)]);
    return {
      url: endpoint,
      headers: Object.fromEntries(headers) as Record<string, string>,
      body: details.body as Buffer,
      dispatcher: this.agent,
    };
  }
}

const isPrivate = (error: unknown): boolean =>
  error instanceof PrivateAddressError || (error as { cause?: unknown }).cause instanceof PrivateAddressError;
