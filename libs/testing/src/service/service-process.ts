import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sendHttp } from '../clients/http-client';
import { freePort } from '../process/free-port';
import { ServerProcess, type ProcessExit } from '../process/server-process';
import { removeFolder, temporaryFolder } from '../process/temporary-folder';
import { until } from '../process/until';
import { workspaceRoot } from './workspace-root';

/** How to start a service. */
export type ServiceOptions = {
  /** Added to this process's environment; `undefined` takes a name out. */
  env?: NodeJS.ProcessEnv;
  port?: number;
  /** Script to run, relative to the workspace; the app's production build unless said. */
  script?: string;
  /** Options for node itself. */
  nodeArgs?: string[];
};

/** One of our services as a process of its own, in its production build. */
export class ServiceProcess {
  constructor(
    readonly app: string,
    readonly port: number,
    private readonly process: ServerProcess,
    private readonly folder: string,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.process.pid;
  }

  /** How it ended; undefined while it runs. */
  get exit(): ProcessExit | undefined {
    return this.process.exit;
  }

  get running(): boolean {
    return this.process.running;
  }

  /** Resolves when it has ended, with how. */
  get exited(): Promise<ProcessExit> {
    return this.waitForExit();
  }

  /** All it has written, at most the last 64 KiB. */
  log(): string {
    return this.process.log();
  }

  /** Resolves when `path` answers 200; rejects with the log when it ends or takes too long. */
  async ready({ path = '/health/ready', timeout = 15_000 } = {}): Promise<this> {
    const isReady = async () => {
      if (!this.running) return true;
      const { status } = await sendHttp(false, 'GET', new URL(path, this.url), { deadline: 2_000 });
      return status === 200;
    };
    await until(`${this.app} to answer ${path}`, isReady, { timeout }).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.log()}`, { cause: error });
    });
    if (!this.running) throw new Error(`${this.app} ended with ${JSON.stringify(this.exit)}\n${this.log()}`);
    return this;
  }

  /** Signals the process alone, as an operator would. */
  signal(signal: NodeJS.Signals): void {
    this.process.signal(signal);
  }

  /** Resolves when it has ended, with how; rejects after `timeout` ms. */
  async waitForExit(timeout = 60_000): Promise<ProcessExit> {
    await until(`${this.app} to end`, () => !this.running, { timeout, every: 5 });
    return this.process.exit as ProcessExit;
  }

  /** Resident memory in bytes. */
  memory(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
  }

  /** Ends it: in order at first, by force when it has not ended in 10 s. Gives how it ended. */
  async close(): Promise<ProcessExit | undefined> {
    const exit = await this.process.terminate('SIGTERM');
    await removeFolder(this.folder);
    return exit;
  }
}

/** Starts `dist/apps/<app>/main.js` on a free loopback port; await `ready()` before using it. */
export async function startService(app: string, options: ServiceOptions = {}): Promise<ServiceProcess> {
  const root = workspaceRoot();
  const script = join(root, options.script ?? join('dist', 'apps', app, 'main.js'));
  if (!existsSync(script)) throw new Error(`${script} is missing: run "npx nx build ${app}" first`);
  const port = options.port ?? (await freePort());
  const folder = temporaryFolder(app);
  const { NODE_OPTIONS: _options, ...inherited } = process.env;
  const service = new ServerProcess({
    command: process.execPath,
    args: [...(options.nodeArgs ?? []), script],
    cwd: root,
    env: { ...inherited, ...placeOf(port, folder), ...options.env },
    logFile: join(folder, 'service.log'),
  });
  return new ServiceProcess(app, port, service, folder);
}

/** Nothing that a service keeps lands in the checkout. */
const placeOf = (port: number, folder: string): NodeJS.ProcessEnv => ({
  HOST: '127.0.0.1',
  PORT: String(port),
  STORAGE_DIR: join(folder, 'files'),
});
