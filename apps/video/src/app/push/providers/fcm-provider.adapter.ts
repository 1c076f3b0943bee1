import { type PushTarget } from '@secureconnect/push-token-store';
import { Agent } from 'undici';
import { type ServiceAccount } from '../settings/service-account';
import { outcomeOf } from './answered';
import { FcmAccess } from './fcm-access';
import { post } from './http-call';
import { PushFailedError } from './push-failed.error';
import { dataOf, type PushNotification } from './push-notification';
import { type PushOutcome, PushProvider, type PushSending } from './push-provider.port';

/** Where FCM is, and whom its certificate is from, where that is not the system's to say. */
export interface FcmPlace {
  readonly origin: string;
  readonly ca?: string;
}

const google: FcmPlace = { origin: 'https://fcm.googleapis.com' };
/** What FCM says of a token that will never be one again: unregistered, or another sender's. */
const ofTheToken = /"errorCode"\s*:\s*"(UNREGISTERED|SENDER_ID_MISMATCH)"/;

/** Firebase Cloud Messaging, HTTP v1. */
export class FcmProvider extends PushProvider {
  private readonly agent: Agent;
  private readonly access: FcmAccess;

  constructor(
    private readonly account: ServiceAccount,
    private readonly place: FcmPlace = google,
  ) {
    super();
    const { ca } = place;
    this.agent = new Agent({ connect: { timeout: 3_000, ...(ca !== undefined && { ca }) }, connections: 8 });
    this.access = new FcmAccess(account, this.agent);
  }

  async send(target: PushTarget, notification: PushNotification, sending: PushSending): Promise<PushOutcome> {
    const { signal } = sending;
    try {
      const bearer = await this.access.token(signal);
      const answer = await post({
        url: `${this.place.origin}/v1/projects/${encodeURIComponent(this.account.projectId)}/messages:send`,
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify({ message: messageOf(target, notification, sending) }),
        dispatcher: this.agent,
        signal,
      });
      // It may have been withdrawn before its time; with the next one it will be known whether that was all.
      if (answer.status === 401 && this.access.forget(bearer)) return { retryAfterMs: 0 };
      if (answer.status >= 400 && answer.status < 500 && ofTheToken.test(answer.text)) return 'rejected';
      return outcomeOf(answer, []);
    } catch (cause) {
      signal.throwIfAborted();
      throw new PushFailedError('FCM', { cause });
    }
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }
}

const messageOf = (target: PushTarget, notification: PushNotification, sending: PushSending): object => ({
  token: target.address,
  data: dataOf(notification),
  android: {
    priority: sending.urgency === 'high' ? 'HIGH' : 'NORMAL',
    ttl: `${sending.ttlSeconds}s`,
    collapse_key: sending.topic,
  },
});
