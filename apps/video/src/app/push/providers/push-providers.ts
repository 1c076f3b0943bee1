import { readFileSync } from 'node:fs';
import { type OnApplicationShutdown } from '@nestjs/common';
import { type PushProvider as ProviderName } from '@secureconnect/contracts';
import { type PushValues } from '../settings/push.settings';
import { readServiceAccount } from '../settings/service-account';
import { type PushTargets } from '../targets/push-targets';
import { ApnsProvider } from './apns-provider.adapter';
import { FcmProvider } from './fcm-provider.adapter';
import { type PushProvider } from './push-provider.port';
import { WebPushProvider } from './web-push-provider.adapter';

const apnsOrigins = {
  production: 'https://api.push.apple.com',
  sandbox: 'https://api.sandbox.push.apple.com',
} as const;

/** The providers that are set up here, by name. */
export class PushProviders implements OnApplicationShutdown {
  constructor(
    private readonly all: Partial<Record<ProviderName, PushProvider>>,
    /** What browsers subscribe with, where there is Web Push. */
    readonly webKey?: string,
  ) {}

  /** As the settings say; their files were read once before, when they were checked. */
  static from(values: PushValues, targets: PushTargets): PushProviders {
    const { PUSH_VAPID_PUBLIC_KEY: publicKey, PUSH_VAPID_PRIVATE_KEY: privateKey } = values;
    const vapid = { publicKey, privateKey, subject: values.PUSH_VAPID_SUBJECT };
    const { PUSH_FCM_CREDENTIALS_FILE: account, PUSH_APNS_KEY_FILE: appleKey } = values;
    const all = {
      ...(publicKey && { web: new WebPushProvider(vapid, targets) }),
      ...(account && { fcm: new FcmProvider(readServiceAccount(account)) }),
      ...(appleKey && { apns: appleOf(values) }),
    };
    return new PushProviders(all, publicKey || undefined);
  }

  /** Undefined: it is not set up. */
  of(name: ProviderName): PushProvider | undefined {
    return this.all[name];
  }

  get names(): readonly string[] {
    return Object.keys(this.all);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(Object.values(this.all).map((provider) => provider.close()));
  }
}

const appleOf = (values: PushValues): ApnsProvider =>
  new ApnsProvider({
    key: readFileSync(values.PUSH_APNS_KEY_FILE, 'utf8'),
    keyId: values.PUSH_APNS_KEY_ID,
    teamId: values.PUSH_APNS_TEAM_ID,
    topic: values.PUSH_APNS_TOPIC,
    pushType: values.PUSH_APNS_PUSH_TYPE,
    origin: apnsOrigins[values.PUSH_APNS_HOST],
  });
