import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnModuleInit,
} from '@nestjs/common';
import { prepared, Rounds } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { Conversations, type Membership } from '../conversations/conversations.port';
import { type CallRules } from '../machine/call-rules';
import { CALL_RULES } from './call-rules.constants';
import { ChangeCall } from './change-call.port';

const batch = 50;
/** Whoever takes calls asks for all of them: the others leave them alone until the next time. */
const takeSql = prepared(`
  WITH taken AS (
    UPDATE calls SET checked_at = clock_timestamp() WHERE id IN (
      SELECT id FROM calls WHERE state IN ('ringing', 'active')
        AND checked_at < statement_timestamp() - $1 * interval '1 millisecond'
      ORDER BY checked_at LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING id, conversation_id)
  SELECT t.id AS "callId", t.conversation_id AS "conversationId", p.user_id AS "userId"
  FROM taken t JOIN participants p ON p.call_id = t.id
  WHERE p.state IN ('invited', 'ringing', 'joined', 'reconnecting')`);

type Watched = Membership & { readonly callId: string };

/** Has whoever is no longer in a conversation leave its call within seconds; while nobody can say, nothing happens. */
@Injectable()
export class MembershipWatch implements OnModuleInit, BeforeApplicationShutdown {
  private readonly everyMs: number;
  private readonly rounds: Rounds;

  constructor(
    private readonly source: DataSource,
    private readonly conversations: Conversations,
    private readonly calls: ChangeCall,
    @Inject(CALL_RULES) { leaseMs }: CallRules,
  ) {
    this.everyMs = leaseMs / 3;
    this.rounds = new Rounds({
      everyMs: this.everyMs / 5,
      work: () => this.look(),
      logger: new Logger('MembershipWatch'),
      failure: 'Nobody can say whether those in calls still are in their conversations',
    });
  }

  onModuleInit(): void {
    this.rounds.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  private async look(): Promise<void> {
    const watched = await this.source.query<Watched[]>(takeSql, [this.everyMs, batch]);
    if (watched.length === 0) return;
    const ended = await this.conversations.endedOf(watched);
    const keys = new Set(ended.map(keyOf));
    for (const each of watched)
      if (keys.has(keyOf(each)))
        await this.calls.apply(each.callId, { kind: 'removed', userId: each.userId });
  }
}

const keyOf = ({ conversationId, userId }: Membership): string => `${conversationId} ${userId}`;
