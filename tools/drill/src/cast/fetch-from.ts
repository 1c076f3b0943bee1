import { request, type IncomingMessage } from 'node:http';

/** What is asked. */
interface Asked {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly signal: AbortSignal;
}

/** As fetch, from one address of this machine, over a connection of its own. */
export function fetchFrom(
  localAddress: string,
  url: string,
  { body, headers, ...asked }: Asked,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const options = { ...asked, headers: { ...headers }, localAddress, agent: false };
    const sent = request(url, options, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => void parts.push(part));
      answer.once('error', reject);
      answer.once('end', () => resolve(responseOf(answer, Buffer.concat(parts))));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

function responseOf({ statusCode: status = 500, headers: heard }: IncomingMessage, bytes: Buffer): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(heard)) if (typeof value === 'string') headers.set(name, value);
  return new Response(bytes.length === 0 ? null : new Uint8Array(bytes), { status, headers });
}
