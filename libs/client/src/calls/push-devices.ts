import { type Page, type PushTokenWire } from '@secureconnect/contracts';
import { type CallOptions } from '../http/http-request';
import { type SignedHttp } from '../http/signed-http';

/** What a browser's push service gives: `PushSubscription.toJSON()`. */
export interface WebSubscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** How a device is woken. */
export type PushTarget =
  | { readonly provider: 'web'; readonly subscription: WebSubscription }
  | { readonly provider: 'fcm' | 'apns'; readonly token: string };

const path = (...parts: string[]) => `/v1/${['push', 'tokens', ...parts].map(encodeURIComponent).join('/')}`;

const keyPath = '/v1/push/key';

/** The devices of whoever is signed in that are woken when somebody calls. */
export class PushDevices {
  constructor(private readonly http: SignedHttp) {}

  /** What a browser subscribes with: `pushManager.subscribe({ applicationServerKey })`. */
  key({ signal }: CallOptions = {}): Promise<{ public_key: string }> {
    return this.http.ask({ method: 'GET', path: keyPath, signal });
  }

  /** What the device was woken by before counts no more, also as another's. */
  register(deviceId: string, target: PushTarget, { signal }: CallOptions = {}): Promise<PushTokenWire> {
    return this.http.ask({ method: 'PUT', path: path(deviceId), body: target, signal });
  }

  list({ signal }: CallOptions = {}): Promise<Page<PushTokenWire>> {
    return this.http.ask({ method: 'GET', path: path(), signal });
  }

  async remove(deviceId: string, { signal }: CallOptions = {}): Promise<void> {
    await this.http.ask({ method: 'DELETE', path: path(deviceId), signal });
  }
}
