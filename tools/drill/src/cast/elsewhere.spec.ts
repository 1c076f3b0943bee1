import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Gateway } from './gateway';
import { addressOfOnesOwn } from './address-of-ones-own';

describe('asking from another address', () => {
  const asked: { readonly from: string | undefined; readonly body: string }[] = [];
  const server = createServer((request: IncomingMessage, answer) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      asked.push({ from: request.socket.remoteAddress, body });
      answer.writeHead(429, { 'content-type': 'application/json', 'retry-after': '7' });
      answer.end('{"code":"rate_limited"}');
    });
  });
  let url = '';
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('is seen as that address, and answered as any other', async () => {
    const address = await addressOfOnesOwn(url);
    expect(address).toMatch(/^127\./);
    expect(address).not.toBe('127.0.0.1');
    const answer = await new Gateway(url, address).ask('POST', '/v1/auth/login', { json: { a: 1 } });
    expect(answer).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(asked).toEqual([{ from: address, body: '{"a":1}' }]);
  });

  it('is not tried where only the ordinary address leads there', async () => {
    expect(await addressOfOnesOwn('http://192.0.2.7:8080')).toBeUndefined();
  });
});
