import {
  ensureInstalled,
  freePort,
  httpClient,
  removeFolder,
  ServerProcess,
  temporaryFolder,
  until,
} from '@secureconnect/testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError } from '../bench.error';

const program = {
  ...{ program: 'nginx', package: 'nginx-light' },
  missing: (detail?: string) =>
    new BenchError(`nginx was not found on the PATH${detail ? ` (${detail})` : ''}`),
};

/** One worker, connections kept, nothing logged: the least it can do. */
const settings = (dir: string, port: number, upstream: string): string => `
daemon off; worker_processes 1; pid ${dir}/nginx.pid; error_log ${dir}/error.log;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy; fastcgi_temp_path ${dir}/fastcgi;
  uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
  keepalive_requests 1000000000;
  upstream behind { server ${new URL(upstream).host}; keepalive 128; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}`;

/** An nginx before an upstream; whoever starts it closes it. */
export async function startNginx(upstream: string, progress: (step: string) => void) {
  const installed = await ensureInstalled(program, { progress });
  if ('reason' in installed) throw new BenchError(`A proxy is compared with nginx: ${installed.reason}`);
  const [dir, port] = [temporaryFolder('nginx'), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(join(dir, 'nginx.conf'), settings(dir, port, upstream));
  const args = ['-p', dir, '-c', join(dir, 'nginx.conf'), '-e', join(dir, 'error.log')];
  const server = new ServerProcess({ command: installed.path, args, logFile: join(dir, 'output.log') });
  const close = async (): Promise<void> => {
    await server.kill();
    await removeFolder(dir);
  };
  const isReady = async () => !server.running || (await httpClient(url).get('/')).status === 200;
  await until('nginx to answer', isReady);
  if (server.running) return { url, pid: server.pid, close };
  const text = server.log();
  await close();
  throw new BenchError(`nginx ended:\n${text}`);
}
