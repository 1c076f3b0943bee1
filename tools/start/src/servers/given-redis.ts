import { connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { reasonOf } from '../start.error';
import { addressOf, redisScheme } from './given-url';

const patience = 2_000;
const bulk = (words: string[]) =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

function greeting(url: URL): string {
  const login = [url.username, url.password].filter(Boolean).map(decodeURIComponent);
  return (login.length > 0 ? bulk(['AUTH', ...login]) : '') + bulk(['PING']);
}

/** Why the Redis of REDIS_URL does not serve, in a few words; undefined when it answers. */
export function redisTrouble(url: URL): Promise<string | undefined> {
  const { host, port } = addressOf(url, redisScheme);
  return new Promise((resolve) => {
    const options = { host, port, servername: host };
    const socket = url.protocol === 'rediss:' ? connectTls(options) : connectPlain(options);
    let answer = '';
    const finish = (trouble: string | undefined) => {
      socket.destroy();
      resolve(trouble && `${host}:${port}: ${trouble}`);
    };
    socket.setTimeout(patience, () => finish(`no answer within ${patience / 1000} s`));
    socket.once('error', (error) => finish(reasonOf(error)));
    socket.once('close', () => finish('it closed the connection'));
    socket.on('data', (data) => {
      answer += data.toString();
      const refusal = /^-(.*)\r\n/m.exec(answer);
      if (refusal) finish(refusal[1]);
      else if (answer.endsWith('+PONG\r\n')) finish(undefined);
    });
    socket.write(greeting(url));
  });
}
