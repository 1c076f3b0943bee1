import { randomUUID } from 'node:crypto';
import { type ServiceProcess, startService } from '@secureconnect/testing';
import { LeanSocket } from '../load/lean-socket';
import { bareEnvironment } from '../surroundings/workspace';
import { relayPath } from './relay-path';
import { SignalPair } from './signal-pair';

const asTypeScript = ['-C', '@secureconnect/source', '-r', '@swc-node/register'];
const script = 'tools/bench/src/video/bare-relay-program.ts';

/** Two processes of a Socket.IO relay that knows nobody and keeps nothing. */
export class BareRelay {
  private readonly sockets: LeanSocket[] = [];

  private constructor(readonly nodes: readonly ServiceProcess[]) {}

  static async start(redisUrl: string): Promise<BareRelay> {
    const env = { ...bareEnvironment(), NODE_ENV: 'production', SWCRC: 'true', REDIS_URL: redisUrl };
    const start = () => startService('bare-relay', { script, env, nodeArgs: asTypeScript });
    const nodes = await Promise.all([start(), start()]);
    await Promise.all(nodes.map((node) => node.ready({ timeout: 60_000 })));
    return new BareRelay(nodes);
  }

  open(id: string, at: number): Promise<LeanSocket> {
    return LeanSocket.open({ url: (this.nodes[at] as ServiceProcess).url, path: relayPath, auth: { id } });
  }

  async pair([one, other]: readonly [number, number]): Promise<SignalPair> {
    const [from, to] = [randomUUID(), randomUUID()];
    const [speaker, listener] = [await this.open(from, one), await this.open(to, other)];
    this.sockets.push(speaker, listener);
    return new SignalPair(speaker, listener, { to, call_id: randomUUID() });
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.close();
    for (const node of this.nodes) node.signal('SIGKILL');
    await Promise.all(this.nodes.map((node) => node.close()));
  }
}
