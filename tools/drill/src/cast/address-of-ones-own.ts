import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * An address of this machine that nobody else asks from: what fails there counts for nobody else. Undefined where there
 * is none to be had: loopback has more than one address on Linux alone, and from there only loopback is reached.
 */
export async function addressOfOnesOwn(url: string): Promise<string | undefined> {
  if (!/^127\.|^localhost$/.test(new URL(url).hostname)) return undefined;
  const address = `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;
  return (await mayBeUsed(address)) ? address : undefined;
}

function mayBeUsed(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, address, () => server.close(() => resolve(true)));
  });
}
