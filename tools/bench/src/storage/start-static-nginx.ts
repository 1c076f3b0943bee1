import { ensureInstalled, freePort, ServerProcess, until } from '@secureconnect/testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError } from '../bench.error';

const program = {
  ...{ program: 'nginx', package: 'nginx-light' },
  missing: (detail?: string) =>
    new BenchError(`nginx was not found on the PATH${detail ? ` (${detail})` : ''}`),
};

/** One worker, as Node has one thread; what is put lies where it is served from. */
const settings = (dir: string, port: number): string => `
daemon off; worker_processes 1; pid ${dir}/nginx.pid; error_log ${dir}/error.log;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 4096; }
http {
  access_log off; sendfile on; tcp_nopush on; client_max_body_size 0;
  client_body_temp_path ${dir}/files; proxy_temp_path ${dir}/proxy; fastcgi_temp_path ${dir}/fastcgi;
  uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
  keepalive_requests 1000000000;
  server { listen 127.0.0.1:${port}; root ${dir}/files; location / { dav_methods PUT; } }
}`;

/** An nginx that serves the folder `files` of this one, and takes what is put there. */
export async function startStaticNginx(dir: string, progress: (step: string) => void) {
  const installed = await ensureInstalled(program, { progress });
  if ('reason' in installed) throw new BenchError(`Files are compared with nginx: ${installed.reason}`);
  const port = await freePort();
  writeFileSync(join(dir, 'nginx.conf'), settings(dir, port));
  const args = ['-p', dir, '-c', join(dir, 'nginx.conf'), '-e', join(dir, 'error.log')];
  const server = new ServerProcess({ command: installed.path, args, logFile: join(dir, 'nginx.log') });
  const url = `http://127.0.0.1:${port}`;
  const isReady = async () => !server.running || (await fetch(`${url}/none`)).status === 404;
  await until('nginx to answer', isReady);
  if (!server.running) throw new BenchError(`nginx ended:\n${server.log()}`);
  return { url, close: () => server.kill() };
}
