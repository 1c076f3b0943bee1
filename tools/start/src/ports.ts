import { createServer } from 'node:net';
import { freePort } from '@secureconnect/testing';
import { holderOf } from './port-holder';
import { reasonOf, StartError } from './start.error';

/** Why a port cannot be listened on, as the system's code; undefined when it can. */
export function portTrouble(port: number, host = '127.0.0.1'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(reasonOf(error)));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** The port if it is free, else any free one. */
export async function preferPort(port: number): Promise<number> {
  return (await portTrouble(port)) === undefined ? port : freePort();
}

function sentence(name: string, port: number, code: string): string {
  if (code === 'EACCES') return `Port ${port}, which ${name} listens on, needs a privileged user`;
  if (code !== 'EADDRINUSE') return `Port ${port}, which ${name} listens on, cannot be used (${code})`;
  const holder = holderOf(port);
  const command = holder && (holder.command.length > 60 ? `${holder.command.slice(0, 59)}…` : holder.command);
  const by = holder ? `process ${holder.pid} (${command})` : 'a process of another user';
  return `Port ${port}, which ${name} listens on, is taken by ${by}`;
}

/** Throws one sentence about the first of the ports that cannot be listened on. */
export async function assertPortsFree(ports: ReadonlyMap<string, number>, host: string): Promise<void> {
  for (const [name, port] of ports) {
    const code = await portTrouble(port, host);
    if (code === undefined) continue;
    throw new StartError(
      `${sentence(name, port, code)}; end it or choose others with npm start -- --ports <first>.`,
    );
  }
}
