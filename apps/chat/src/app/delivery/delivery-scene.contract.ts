import { newId } from '@secureconnect/platform';
import { connectSocket, type SocketClient } from '@secureconnect/testing';
import { DataSource } from 'typeorm';
import { ChatScene } from '../chat-scene.contract';
import { ChangeReader } from '../sync/change-reader';
import { ChangePublisher } from './change-publisher';

/** One event as a socket had it. */
export interface HeardEvent {
  readonly event: string;
  readonly data: { readonly version?: number; readonly conversation_ids?: string[] };
}

const removal = `
  WITH place AS (UPDATE conversations SET version = version + 1
    WHERE id = $1 RETURNING id, version),
  gone AS (UPDATE members m SET left_at = clock_timestamp(), left_version = place.version FROM place
    WHERE m.conversation_id = place.id AND m.user_id = $2)
  SELECT tell_change(id, version, 'member.removed', $2, $2) FROM place`;

/** Two instances of chat, people with sockets at them, and conversations made past them in the record. */
export class DeliveryScene {
  private readonly clients: SocketClient[] = [];
  private readonly events = new Map<string, HeardEvent[]>();

  private constructor(readonly chat: ChatScene) {}

  static async start(): Promise<DeliveryScene> {
    return new DeliveryScene(await ChatScene.start(2));
  }

  /** People connect to an instance, and are ready. */
  async enter(place: number, ...people: string[]): Promise<void> {
    await Promise.all(people.map((userId) => this.connect(place, userId)));
  }

  /** Everybody disconnects. */
  leave(): void {
    for (const client of this.clients.splice(0)) client.close();
  }

  /** What somebody was told since she was ready. */
  heard = (userId: string): HeardEvent[] => this.events.get(userId) ?? [];

  /** The versions somebody was told. */
  versions = (userId: string): number[] => this.heard(userId).flatMap(({ data }) => data.version ?? []);

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
           SELECT id, $2, 'member', last_seq, version, last_seq, last_seq FROM place
           ON CONFLICT (conversation_id, user_id) DO UPDATE SET joined_seq = excluded.joined_seq,
             joined_version = excluded.joined_version, left_at = NULL, left_version = NULL,
             delivered_seq = excluded.delivered_seq, read_seq = excluded.read_seq`
        : `UPDATE members m SET left_at = now(), left_version = place.version FROM place
           WHERE m.conversation_id = place.id AND m.user_id = $2`;
    const [row] = await this.rows<{ version: string }>(
      `WITH place AS (UPDATE conversations SET version = version + 1
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

  /**
   * Commits at once a message, a title, that somebody is removed, and that message and title become something else and
   * somebody reacts; tells nobody. Versions 2 to 7 of the conversation.
   */
  async changeAfter(conversationId: string, actor: string, removed: string, secret: string): Promise<void> {
    const [id, said] = [newId(), newId()];
    const entitle = `WITH changed AS (
      UPDATE conversations SET title = $3, version = version + 1 WHERE id = $1 RETURNING id, version)
      SELECT tell_change(id, version, 'conversation.updated', $2, NULL) FROM changed`;
    const send = "SELECT send_message($1, $2, $3, $4, '\\x00', 'hello', NULL, '{}')";
    await this.chat
      .at()
      .get(DataSource)
      .transaction(async (manager) => {
        await manager.query(send, [conversationId, actor, said, id]);
        await manager.query(entitle, [conversationId, actor, 'before']);
        await manager.query(removal, [conversationId, removed]);
        const [{ id: message }] = await manager.query<[{ id: string }]>(
          'SELECT id FROM messages WHERE conversation_id = $1',
          [conversationId],
        );
        await manager.query('SELECT edit_message($1, $2, $3)', [message, actor, secret]);
        await manager.query(entitle, [conversationId, actor, secret]);
        await manager.query("SELECT react($1, $2, '👍', true, 20)", [message, actor]);
      });
  }

  /** An instance tells what it is supposed to have committed. */
  async publish(place: number, conversationId: string, version: number): Promise<void> {
    const instance = this.chat.at(place);
    const [change] = await instance.get(ChangeReader).after(conversationId, version - 1, 1);
    // Who commits has not read it from the record.
    if (change) instance.get(ChangePublisher).publish({ ...change, recorded: undefined });
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

  /** Whoever asks a table waits until what this gives is called. */
  async lock(table: string): Promise<() => Promise<void>> {
    const runner = this.chat.at().get(DataSource).createQueryRunner();
    await runner.startTransaction();
    await runner.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    return async () => {
      await runner.rollbackTransaction();
      await runner.release();
    };
  }

  async close(): Promise<void> {
    this.leave();
    await this.chat.close();
  }

  private async connect(place: number, userId: string): Promise<void> {
    const auth = { token: this.chat.signer.tokenOf(userId) };
    const client = await connectSocket(this.chat.at(place).url, { path: '/ws/chat', auth });
    this.clients.push(client);
    const heard: HeardEvent[] = [];
    this.events.set(userId, heard);
    await client.next('ready', 20_000);
    client.socket.onAny((event: string, data: HeardEvent['data']) => {
      if (event !== 'presence.changed' && event !== 'mode.changed') heard.push({ event, data });
    });
  }
}
