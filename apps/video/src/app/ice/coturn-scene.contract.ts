import { join } from 'node:path';
import { startCoturn, TurnClient, type TurnCredential } from '@secureconnect/testing';
import { SharedSecretIceServers } from './shared-secret-ice-servers.adapter';

const secret = 'a secret that coturn shares with video';

/** Alice's id, and a call's. */
export const alice = '3f1cd8a2-8c5b-4f0e-9a55-0f6d7f3f9e01';
export const aCall = '7b0b1c1e-1a0d-4a8a-8f57-52a3b0c5b7aa';

/** A coturn with our configuration, and clients of it. */
export class CoturnScene {
  private readonly clients: TurnClient[] = [];

  private constructor(readonly server: Awaited<ReturnType<typeof startCoturn>>) {}

  static async begin(overlay: (address: string) => readonly string[] = () => []): Promise<CoturnScene> {
    const config = join(__dirname, '../../../../../docker/coturn/turnserver.conf');
    // On an address of this machine's own that our configuration denies as a peer like any other of its kind.
    const address = '127.0.0.2';
    return new CoturnScene(await startCoturn({ config, secret, address, overlay: overlay(address) }));
  }

  /** What video gives, as of a time. */
  credential({ at = Date.now(), seconds = 600 } = {}): TurnCredential {
    const options = {
      STUN_URLS: [],
      TURN_URLS: [this.server.turnUrl],
      TURN_SECRET: secret,
      TURN_CREDENTIAL_SECONDS: seconds,
    };
    const { ice_servers: servers } = new SharedSecretIceServers(options, () => at).for(alice, aCall);
    const { username = '', credential = '' } = servers[0] ?? {};
    return { username, credential };
  }

  /** A client that has asked for nothing yet. */
  async client(): Promise<TurnClient> {
    const client = await TurnClient.open(this.server);
    this.clients.push(client);
    return client;
  }

  /** A client with an address at the relay. */
  async relayed(family?: 'ipv4' | 'ipv6'): Promise<{ client: TurnClient; host: string; port: number }> {
    const client = await this.client();
    return { client, ...(await client.allocate(this.credential(), family)) };
  }

  async end(): Promise<void> {
    this.clients.splice(0).forEach((client) => client.close());
    await this.server.close();
  }
}
