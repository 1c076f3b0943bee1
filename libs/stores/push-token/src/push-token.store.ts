import { type PushProvider } from '@secureconnect/contracts';

/** What wakes a device, as its provider gave it: a token, or the endpoint of a browser with its keys. */
export interface PushTarget {
  readonly provider: PushProvider;
  /** What it is known by: with the provider it is one device's at a time. */
  readonly address: string;
  /** Of a browser: what is sent is encrypted with them. */
  readonly keys?: { readonly p256dh: string; readonly auth: string };
}

/** A device of somebody's that may be woken; nothing in it wakes it. */
export interface PushDevice {
  readonly userId: string;
  readonly deviceId: string;
  readonly provider: PushProvider;
  /** The session by which it was registered; null of a token without one. */
  readonly sessionId: string | null;
  /** When the access token by which it was registered was issued, in ms since the epoch. */
  readonly issuedAtMs: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What is said of a device when it is registered. */
export interface PushRegistration extends Pick<
  PushDevice,
  'userId' | 'deviceId' | 'sessionId' | 'issuedAtMs'
> {
  readonly target: PushTarget;
}

/** A device with what wakes it. */
export interface PushToken extends PushDevice {
  /** Another one with each registration. */
  readonly version: string;
  /** Undefined where the secret that it was sealed with is gone: it waits to be registered again. */
  readonly target: PushTarget | undefined;
}

/** Those whose devices are to be woken no more. */
export interface SignedOut {
  readonly sessions: readonly string[];
  /** Of tokens without a session: those issued before a moment, in ms since the epoch. */
  readonly users: readonly { readonly userId: string; readonly issuedBefore: number }[];
}

/**
 * Which devices may be woken, and by what. PostgreSQL is the record; what others keep of it has no secret in it and wakes
 * nobody.
 */
export abstract class PushTokenStore {
  /** What wakes it is this device's alone from here on, whosever it was; beyond the bound the user's oldest device is out. */
  abstract register(registration: PushRegistration): Promise<PushDevice>;

  /** Her devices as they were a moment ago, those registered last first; for looking, not for waking. */
  abstract find(userId: string): Promise<readonly PushDevice[]>;

  /** Her devices as the record has them at this moment; rejects where it cannot be asked. */
  abstract reachable(userId: string): Promise<readonly PushDevice[]>;

  /** What wakes a device of hers at this moment, from the record alone; undefined: nothing does any more. */
  abstract take(userId: string, deviceId: string): Promise<PushToken | undefined>;

  /** Says whether there was one. */
  abstract remove(userId: string, deviceId: string): Promise<boolean>;

  /** Its provider knows it no more: forgotten, unless the device has been registered again since. */
  abstract dropRejected(token: Pick<PushToken, 'userId' | 'version'>): Promise<boolean>;

  /** Forgets the devices of those who have signed out; gives their number. */
  abstract signOut(who: SignedOut): Promise<number>;

  /** Forgets devices that nobody has registered for so long, some thousands at most; gives their number. */
  abstract cleanUp(unseenMs: number): Promise<number>;
}
