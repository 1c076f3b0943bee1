import { createPrivateKey, type KeyObject } from 'node:crypto';
import { type OutgoingHttpHeaders } from 'node:http2';
import { type PushTarget } from '@secureconnect/push-token-store';
import { SignJWT } from 'jose';
import { outcomeOf } from './answered';
import { ApnsConnection } from './apns-connection';
import { PushFailedError } from './push-failed.error';
import { dataOf, type PushNotification } from './push-notification';
import { type PushOutcome, PushProvider, type PushSending } from './push-provider.port';

/** Who sends to Apple's devices, and to which app. */
export interface ApnsSender {
  /** As PEM. */
  readonly key: string;
  readonly keyId: string;
  readonly teamId: string;
  /** The bundle id. */
  readonly topic: string;
  readonly pushType: 'voip' | 'alert';
  readonly origin: string;
  /** Whom its certificate is from, where that is not the system's to say. */
  readonly ca?: string;
}

/** Apple refuses tokens that are older than an hour, and those who make a new one more often than every 20 minutes. */
const tokenLifeMs = 40 * 60_000;
const ofTheToken = /"reason"\s*:\s*"(BadDeviceToken|Unregistered|ExpiredToken)"/;
const ofOurs = /"reason"\s*:\s*"(ExpiredProviderToken|InvalidProviderToken)"/;

/** Apple Push Notification service, with tokens of our own signing. */
export class ApnsProvider extends PushProvider {
  private readonly connection: ApnsConnection;
  private readonly key: KeyObject;
  private held: { readonly token: string; readonly madeAt: number } | undefined;

  constructor(private readonly sender: ApnsSender) {
    super();
    this.connection = new ApnsConnection(sender.origin, sender.ca);
    this.key = createPrivateKey(sender.key);
  }

  async send(target: PushTarget, notification: PushNotification, sending: PushSending): Promise<PushOutcome> {
    const bearer = await this.token();
    const body = JSON.stringify({ aps: this.apsOf(notification), ...dataOf(notification) });
    try {
      const headers = this.headersOf(target, sending, bearer);
      const answer = await this.connection.post(headers, body, sending.signal);
      if (answer.status === 403 && ofOurs.test(answer.text) && this.forget(bearer))
        return { retryAfterMs: 0 };
      if (answer.status === 400 && ofTheToken.test(answer.text)) return 'rejected';
      return outcomeOf(answer, [410]);
    } catch (cause) {
      sending.signal.throwIfAborted();
      throw new PushFailedError('APNs', { cause });
    }
  }

  close(): Promise<void> {
    this.connection.close();
    return Promise.resolve();
  }

  private headersOf({ address }: PushTarget, sending: PushSending, bearer: string): OutgoingHttpHeaders {
    const { topic, pushType } = this.sender;
    return {
      ':path': `/3/device/${encodeURIComponent(address)}`,
      authorization: `bearer ${bearer}`,
      'apns-topic': pushType === 'voip' ? `${topic}.voip` : topic,
      'apns-push-type': pushType,
      'apns-priority': sending.urgency === 'high' ? '10' : '5',
      'apns-expiration': String(Math.floor(Date.now() / 1_000) + sending.ttlSeconds),
      'apns-collapse-id': sending.topic,
      'content-type': 'application/json',
    };
  }

  /** PushKit shows nothing by itself; an ordinary notification has its words in the app, by the name of its kind. */
  private apsOf({ kind }: PushNotification): object {
    if (this.sender.pushType === 'voip') return {};
    return { alert: { 'loc-key': kind }, sound: 'default', 'mutable-content': 1 };
  }

  private async token(): Promise<string> {
    if (this.held && Date.now() - this.held.madeAt < tokenLifeMs) return this.held.token;
    const { keyId, teamId } = this.sender;
    const signing = new SignJWT()
      .setProtectedHeader({ alg: 'ES256', kid: keyId })
      .setIssuer(teamId)
      .setIssuedAt();
    const token = await signing.sign(this.key);
    this.held = { token, madeAt: Date.now() };
    return token;
  }

  /** It was not accepted; says whether a new one may be another. */
  private forget(token: string): boolean {
    if (this.held?.token !== token) return true;
    const wasOld = Date.now() - this.held.madeAt > 60_000;
    this.held = undefined;
    return wasOld;
  }
}
