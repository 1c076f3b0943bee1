import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type ConversationType, type MemberRole } from '@secureconnect/contracts';
import { newId } from '@secureconnect/platform';

interface Place {
  readonly type: ConversationType;
  readonly members: Map<string, MemberRole>;
}

interface MembershipWire {
  readonly conversation_id: string;
  readonly user_id: string;
}

/** Stands where chat stands, as far as other services ask it: knows who is in a conversation, as it is told. */
export class StandInChat {
  private server: Server;
  private readonly places = new Map<string, Place>();
  /** Answers everybody that it is away. */
  isAway = false;

  async start(): Promise<void> {
    this.server = createServer((request, response) => void this.take(request, response));
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** A conversation of these people, the first of a group its owner; gives its id. */
  conversation(type: ConversationType, people: readonly string[]): string {
    const id = newId();
    const roleOf = (place: number): MemberRole => (type === 'group' && place === 0 ? 'owner' : 'member');
    this.places.set(id, { type, members: new Map(people.map((each, place) => [each, roleOf(place)])) });
    return id;
  }

  /** She is this in it from now on; nothing: she is out of it. */
  setMember(conversationId: string, userId: string, role?: MemberRole): void {
    const members = this.places.get(conversationId)?.members;
    if (role) members?.set(userId, role);
    else members?.delete(userId);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const found = request.headers['x-service-token'] ? this.answer(request.url ?? '', chunks) : undefined;
    response.writeHead(this.isAway ? 503 : found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? { code: 'conversation_unknown' }));
  }

  private answer(url: string, chunks: readonly Buffer[]): object | undefined {
    if (url === '/internal/memberships/ended') return this.ended(Buffer.concat(chunks).toString());
    const [, id = '', who = ''] = /^\/internal\/conversations\/([^/]+)\/callable\/([^/]+)$/.exec(url) ?? [];
    const place = this.places.get(id);
    const role = place?.members.get(who);
    if (!place || !role) return undefined;
    const others = [...place.members.keys()].filter((each) => each !== who);
    return { type: place.type, role, other_ids: others.slice(0, 100) };
  }

  private ended(text: string): object {
    const { memberships } = JSON.parse(text) as { memberships: MembershipWire[] };
    const isMember = (each: MembershipWire) =>
      this.places.get(each.conversation_id)?.members.has(each.user_id) === true;
    return { ended: memberships.filter((each) => !isMember(each)) };
  }
}
