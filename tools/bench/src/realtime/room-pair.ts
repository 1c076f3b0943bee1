import { type ServiceProcess, startService } from '@secureconnect/testing';
import { LeanSocket } from '../load/lean-socket';
import { type RoomAuth, roomPath } from './room';
import { bareEnvironment } from '../surroundings/workspace';

const asTypeScript = ['-C', '@secureconnect/source', '-r', '@swc-node/register'];

/** Two processes that share one room: who speaks is connected to the one, who listens to the other. */
export class RoomPair {
  private readonly listeners: LeanSocket[] = [];
  private speaker!: LeanSocket;
  private received = 0;
  private due = Infinity;
  private onDue = (): void => undefined;

  private constructor(readonly nodes: readonly ServiceProcess[]) {}

  /** Starts two of a program of `realtime/`. */
  static async start(source: string, env: NodeJS.ProcessEnv, listeners: number): Promise<RoomPair> {
    const script = `tools/bench/src/realtime/${source}`;
    const full = { ...bareEnvironment(), NODE_ENV: 'production', SWCRC: 'true', ...env };
    const start = () => startService(source, { script, env: full, nodeArgs: asTypeScript });
    const pair = new RoomPair(await Promise.all([start(), start()]));
    await Promise.all(pair.nodes.map((node) => node.ready({ timeout: 60_000 })));
    await pair.fill(listeners);
    return pair;
  }

  /** Resolves when every listener has had so many messages, said at once. */
  say(count: number): Promise<void> {
    this.due = this.received + count * this.listeners.length;
    const said = new Promise<void>((resolve) => (this.onDue = resolve));
    this.speaker.emit('burst', { count });
    return said;
  }

  /** Deliveries a second while so many messages are always under way. */
  async perSecond(seconds: number, underWay: number): Promise<number> {
    const [since, before] = [performance.now(), this.received];
    const end = since + seconds * 1_000;
    const half = Math.ceil(underWay / 2);
    let mark = this.received + half * this.listeners.length;
    await new Promise<void>((resolve) => {
      this.due = mark;
      this.onDue = () => {
        mark += half * this.listeners.length;
        this.due = mark;
        if (performance.now() < end) this.speaker.emit('burst', { count: half });
        else resolve();
      };
      this.speaker.emit('burst', { count: half });
      this.speaker.emit('burst', { count: half });
    });
    const rate = ((this.received - before) / (performance.now() - since)) * 1_000;
    await this.settled(mark);
    return rate;
  }

  async close(): Promise<void> {
    for (const socket of [...this.listeners, this.speaker]) socket.close();
    for (const node of this.nodes) node.signal('SIGKILL');
    await Promise.all(this.nodes.map((node) => node.close()));
  }

  private settled(mark: number): Promise<void> {
    if (this.received >= mark) return Promise.resolve();
    return new Promise((resolve) => {
      this.due = mark;
      this.onDue = resolve;
    });
  }

  private async fill(count: number): Promise<void> {
    const [spoken, listened] = this.nodes as [ServiceProcess, ServiceProcess];
    const open = ({ url }: ServiceProcess, auth: RoomAuth) => LeanSocket.open({ url, path: roomPath, auth });
    this.speaker = await open(spoken, { listens: false });
    for (let left = count; left > 0; left -= 1) {
      const listener = await open(listened, { listens: true });
      listener.onEvent = () => {
        this.received += 1;
        if (this.received >= this.due) this.arrive();
      };
      this.listeners.push(listener);
    }
  }

  private arrive(): void {
    this.due = Infinity;
    this.onDue();
  }
}
