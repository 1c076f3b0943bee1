import { createHmac } from 'node:crypto';
import { type IceServersWire, type IceServerWire } from '@secureconnect/contracts';
import { IceServers } from './ice-servers';
import { type IceValues } from './ice.settings';

/** What it reads of the settings. */
export type IceOptions = Pick<
  IceValues,
  'STUN_URLS' | 'TURN_URLS' | 'TURN_SECRET' | 'TURN_CREDENTIAL_SECONDS'
>;

/**
 * The servers of the settings. Those that relay share a secret with us: who may use them, and until when, is signed
 * with it, so that they ask nobody.
 */
export class SharedSecretIceServers extends IceServers {
  constructor(
    private readonly options: IceOptions,
    private readonly now: () => number = Date.now,
  ) {
    super();
  }

  for(userId: string, callId: string): IceServersWire {
    const { STUN_URLS: stun, TURN_CREDENTIAL_SECONDS: seconds } = this.options;
    const expiry = Math.floor(this.now() / 1_000) + seconds;
    return {
      ice_servers: [
        ...(stun.length > 0 ? [{ urls: stun }] : []),
        ...this.relays(`${expiry}:${userId}:${callId}`),
      ],
      ice_expires_at: new Date(expiry * 1_000).toISOString(),
    };
  }

  private relays(username: string): IceServerWire[] {
    const { TURN_URLS: urls, TURN_SECRET: secret } = this.options;
    if (urls.length === 0) return [];
    return [{ urls, username, credential: createHmac('sha1', secret).update(username).digest('base64') }];
  }
}
