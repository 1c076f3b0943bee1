import { newId } from '@secureconnect/platform';
import { type ChatInstance, ChatScene } from '../chat-scene.contract';
import { ChangeReader } from '../sync/change-reader';
import { DataSource } from 'typeorm';
import { ChangePublisher } from './change-publisher';
import { LocalSockets } from './local-sockets';
import { Streams } from './streams.service';

/** One event as a socket would have had it. */
export interface HeardEvent {
  readonly event: string;
  readonly data: { readonly version?: number; readonly conversation_ids?: string[] };
}

/** The sockets of one instance, without a network: what each person was told. */
class Ears {
  private readonly heard = new Map<string, HeardEvent[]>();

  constructor(private readonly instance: ChatInstance) {
    const local = {
      to: (people: string[]) => ({
        emit: (event: string, data: HeardEvent['data']) =>
          people.forEach((userId) => this.of(userId).push({ event, data })),
      }),
    };
    instance.get(LocalSockets).serve({ local } as never);
  }

  of(userId: string): HeardEvent[] {
    const heard = this.heard.get(userId) ?? [];
    this.heard.set(userId, heard);
    return heard;
  }

  enter = (userId: string): Promise<boolean> => this.instance.get(Streams).enter(userId);
}

/** Two instances of chat that tell people what the record says, and conversations made in it past them. */
export class DeliveryScene {
  readonly ears: readonly Ears[];

  private constructor(readonly chat: ChatScene) {
    this.ears = chat.instances.map((instance) => new Ears(instance));
  }

  static async start(): Promise<DeliveryScene> {
    return new DeliveryScene(await ChatScene.start(2));
  }

  /** People are connected to an instance. */
  enter = (place: number, ...people: string[]): Promise<boolean[]> =>
    Promise.all(people.map((userId) => this.at(place).enter(userId)));

  /** What somebody was told at an instance. */
  heard = (place: number, userId: string): HeardEvent[] => this.at(place).of(userId);

  /** The versions somebody was told at an instance. */
  versions = (place: number, userId: string): number[] =>
    this.heard(place, userId).flatMap(({ data }) => data.version ?? []);

  /** A conversation of these people, at version 1. */
  async conversation(...people: string[]): Promise<string> {
    const id = newId();
    const [creator] = people;
    await this.rows(
      `WITH made AS (
         INSERT INTO conversations (id, type, created_by, version) VALUES ($1, 'group', $2, 1)),
       let_in AS (
         INSERT INTO members (conversation_id, user_id, role, joined_seq, joined_version, delivered_seq, read_seq)
         SELECT $1, person, 'member', 0, 1, 0, 0 FROM unnest($3::uuid[]) AS person)
       INSERT INTO changes (conversation_id, version, kind, actor) VALUES ($1, 1, 'conversation.updated', $2)`,
      [id, creator, people],
    );
    return id;
  }

  /** Commits a message and tells nobody; gives its version. */
  async commit(conversationId: string, sender: string): Promise<number> {
    const [row] = await this.rows<{ version: string }>(
      `SELECT version FROM send_message($1, $2, $3, $4, '\\x00', 'hello', NULL, '{}')`,
      [conversationId, sender, newId(), newId()],
    );
    return Number(row?.version);
  }

  /** Commits that somebody comes or goes, and tells nobody; gives the version. */
  async move(
    conversationId: string,
    userId: string,
    kind: 'member.added' | 'member.removed',
  ): Promise<number> {
    const change =
      kind === 'member.added'
        ? `INSERT INTO members (conversation_id, user_id, role, joined_seq, joined_version, delivered_seq, read_seq)
           SELECT id, $2, 'member', last_seq, version, last_seq, last_seq FROM place`
        : `UPDATE members m SET left_at = now(), left_version = place.version FROM place
           WHERE m.conversation_id = place.id AND m.user_id = $2`;
    const [row] = await this.rows<{ version: string }>(
      `WITH place AS (UPDATE conversations SET version = version + 1, members_version = version + 1
         WHERE id = $1 RETURNING id, version, last_seq),
       moved AS (${change}),
       told AS (INSERT INTO changes (conversation_id, version, kind, actor, about)
         SELECT id, version, $3, $2, $2 FROM place),
       boxed AS (INSERT INTO outbox (conversation_id, version) SELECT id, version FROM place)
       SELECT version FROM place`,
      [conversationId, userId, kind],
    );
    return Number(row?.version);
  }

  /** An instance tells what it is supposed to have committed. */
  async publish(place: number, conversationId: string, version: number): Promise<void> {
    const instance = this.chat.at(place);
    const [change] = await instance.get(ChangeReader).after(conversationId, version - 1, 1);
    if (change) instance.get(ChangePublisher).publish(change);
  }

  /** A message that one instance commits and tells. */
  async say(place: number, conversationId: string, sender: string): Promise<number> {
    const version = await this.commit(conversationId, sender);
    await this.publish(place, conversationId, version);
    return version;
  }

  /** Asks in the schema of the service. */
  rows<Row>(text: string, values: unknown[]): Promise<Row[]> {
    return this.chat.at().get(DataSource).query<Row[]>(text, values);
  }

  private at(place: number): Ears {
    const ears = this.ears[place];
    if (!ears) throw new Error(`There is no instance ${place}`);
    return ears;
  }
}
