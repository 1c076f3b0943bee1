import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

const asksOf = /^\/internal\/files\/([^/]+)\/shares$/;

/** Stands where chat stands, as far as storage asks it: knows what was sent to whom, as it is told. */
export class StandInChat {
  private server: Server;
  private readonly shares = new Set<string>();
  /** Answers everybody that it is away. */
  isAway = false;
  /** What it says to everything instead of what it knows. */
  says: unknown;
  /** How often it was asked. */
  asked = 0;

  async start(): Promise<void> {
    this.server = createServer((request, response) => this.take(request, response));
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Its owner sent the file into a conversation in which these people are. */
  share(fileId: string, ownerId: string, ...people: readonly string[]): void {
    for (const each of people) this.shares.add(`${fileId} ${ownerId} ${each}`);
  }

  /** These people are in no conversation any more into which its owner sent it. */
  unshare(fileId: string, ownerId: string, ...people: readonly string[]): void {
    for (const each of people) this.shares.delete(`${fileId} ${ownerId} ${each}`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    this.asked += 1;
    const found = request.headers['x-service-token'] ? this.answer(request.url ?? '') : undefined;
    response.writeHead(this.isAway ? 503 : found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? { code: 'not_found' }));
  }

  private answer(url: string): object | undefined {
    const { pathname, searchParams: asked } = new URL(url, 'http://chat');
    const [, fileId] = asksOf.exec(pathname) ?? [];
    if (fileId === undefined) return undefined;
    if (this.says !== undefined) return this.says as object;
    return { shared: this.shares.has(`${fileId} ${asked.get('owner_id')} ${asked.get('user_id')}`) };
  }
}
