import { type FleetStatus, type InstanceView, type ServiceName } from '@secureconnect/contracts';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';

const page = join(__dirname, '../../../dist/apps/operator');
const kinds: Readonly<Record<string, string>> = {
  ...{ html: 'text/html', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' },
};

/** The page as it is built, told what a test wants it to be told; whoever serves it else has a fleet of its own. */
export class OperatorStage {
  private readonly listeners = new Set<ServerResponse>();
  private status: FleetStatus | undefined;
  private treatment: 'told' | 'kept waiting' | 'refused' = 'told';

  private constructor(private readonly server: Server) {}

  static async open(): Promise<OperatorStage> {
    const server = createServer();
    const stage = new OperatorStage(server);
    server.on('request', ({ url = '' }, reply) => stage.answer(url, reply));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return stage;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  tell(status: FleetStatus): void {
    this.status = status;
    for (const listener of this.listeners) listener.write(this.event);
  }

  /** How whoever comes to listen is treated from now on; those who listen are let go. */
  treat(treatment: 'told' | 'kept waiting' | 'refused'): void {
    this.treatment = treatment;
    for (const listener of this.listeners) listener.destroy();
  }

  private get event(): string {
    return `event: status\ndata: ${JSON.stringify(this.status)}\n\n`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private answer(url: string, reply: ServerResponse): void {
    if (url === '/operator/session')
      return void reply.end(JSON.stringify({ is_open: true, name: 'Ann', until: null }));
    if (url === '/operator/status') return void reply.end(JSON.stringify(this.status));
    if (url === '/operator/events') return this.listen(reply);
    const path = url === '/operator' ? 'index.html' : url.replace('/operator/', '');
    const kind = kinds[path.split('.').at(-1) ?? ''] ?? 'text/plain';
    reply.writeHead(200, { 'content-type': kind }).end(readFileSync(join(page, path)));
  }

  private listen(reply: ServerResponse): void {
    if (this.treatment === 'kept waiting') return;
    if (this.treatment === 'refused') return void reply.writeHead(503).end('{}');
    reply.writeHead(200, { 'content-type': 'text/event-stream' }).write(`: here\n\n${this.event}`);
    this.listeners.add(reply);
    reply.once('close', () => this.listeners.delete(reply));
  }
}

const stores = ['session', 'revocation', 'lockout', 'rate-limit', 'presence', 'directory', 'push-token'];

/** An instance that is wholly well, or as told. */
export function instanceView(
  service: ServiceName,
  origin: string,
  own: Partial<InstanceView> & { readonly tier?: string } = {},
): InstanceView {
  const now = new Date().toISOString();
  const { tier = 'redis', ...seen } = own;
  const served = stores.map((store) => ({ store, tier, since: now, pending: 0 }));
  const look = { at: now, took_ms: 1, failed_in_a_row: 0 };
  const events = ['degraded', 'normal'].map((to, index) => ({
    ...{ at: now, what: 'redis', from: ['normal', 'recovering'][index] as string, to },
    reason: `connect ECONNREFUSED redis-master-0.redis-headless.data-of-the-platform-team.svc.cluster.local:6379`,
  }));
  const redis = {
    ...{ state: tier === 'redis' ? 'normal' : 'degraded', since: now, fault: null, fault_since: null },
    ...{
      last_error: tier === 'redis' ? null : 'connect ECONNREFUSED',
      held: null,
      last_look: look,
      pending: 0,
    },
    ...{ stores: served, recovery: [], reconciled: { total: 12, last: null } },
    breakers: ['read', 'write', 'script'].map((kind) => ({
      kind,
      state: 'closed',
      is_forced: false,
      since: now,
    })),
  };
  const report = {
    ...{ service, instance: origin, version: '0.1.0', pid: 1, started_at: now, at: now, is_draining: false },
    ...{
      mode: 'normal',
      status: 'ok',
      redis,
      components_at: now,
      components: { postgres: { status: 'up', latency_ms: 1 } },
    },
    ...{ live_instances: 1, connections: 4, requests: 2, events },
  } as unknown as InstanceView['report'];
  return { service, origin, state: 'normal', since: now, heard_at: now, error: null, report, ...seen };
}

/** What a gateway tells of a fleet. */
export const fleetStatus = (
  instances: readonly InstanceView[],
  own: Partial<FleetStatus> = {},
): FleetStatus => ({
  ...{ at: new Date().toISOString(), gateway: 'one', is_normal: true, problems: [], instances },
  ...{ actions: [], unrecorded: null, ...own },
});
