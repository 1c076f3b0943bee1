import { Inject, Injectable } from '@nestjs/common';
import { type CallType } from '@secureconnect/contracts';
import { keepAnswer, newId, prepared, type Transaction, Transactions } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { type CallableConversation } from '../conversations/conversations.port';
import { beginCall } from '../machine/begin-call';
import { type Call } from '../machine/call';
import { type CallRules } from '../machine/call-rules';
import { CallPushes } from '../push/call-pushes.port';
import { AlreadyInCallError } from './already-in-call.error';
import { CALL_RULES } from './call-rules.constants';
import { CommittedChanges } from './committed-changes.service';
import { nowMs } from './locked-call';
import { OneCallEach } from './one-call-each';
import { writeBeginning } from './write-change';

/** A call that is to begin. */
export interface NewCall {
  readonly conversation: CallableConversation;
  readonly callerId: string;
  readonly device: string;
  readonly type: CallType;
  /** What she is answered, kept with the call for a repeat. */
  readonly answerOf: (call: Call) => unknown;
}

/** One statement: whoever is seen in the call that the other has just begun here is not busy, for that call is seen too. */
const busySql = prepared(`
  SELECT ${nowMs} AS at, EXISTS (
    SELECT FROM calls WHERE conversation_id = $2 AND state IN ('ringing', 'active')) AS "isOpen", coalesce((
    SELECT jsonb_object_agg(user_id, call_id) FROM participants
    WHERE user_id = ANY ($1) AND state IN ('joined', 'reconnecting')), '{}') AS busy`);

interface Known {
  readonly at: number;
  readonly isOpen: boolean;
  /** The call that each of them is in. */
  readonly busy: Readonly<Record<string, string>>;
}

/** Begins calls: of two who call in a conversation at once one does. */
@Injectable()
export class CallBeginnings {
  constructor(
    private readonly transactions: Transactions,
    private readonly oneEach: OneCallEach,
    private readonly pushes: CallPushes,
    private readonly committed: CommittedChanges,
    @Inject(CALL_RULES) private readonly rules: CallRules,
  ) {}

  /** Undefined: the conversation has a call that is not over. Rejects with `AlreadyInCallError`. */
  @RedisFree('calls.begin')
  begin(order: NewCall): Promise<Call | undefined> {
    const make = () => this.transactions.run((within) => this.make(within, order));
    return this.oneEach.guard(order.callerId, make);
  }

  private async make(within: Transaction, order: NewCall): Promise<Call | undefined> {
    const { callerId, conversation, type, device, answerOf } = order;
    const others = conversation.others.slice(0, this.rules.mostParticipants - 1);
    const { manager } = within;
    const [known] = await manager.query<[Known]>(busySql, [[callerId, ...others], conversation.id]);
    if (known.isOpen) return undefined;
    const other = known.busy[callerId];
    if (other !== undefined) throw new AlreadyInCallError(other);
    const place = { conversationId: conversation.id, isDirect: conversation.type === 'direct' };
    const people = { callerId, device, others, busy: Object.keys(known.busy) };
    const { call, told } = beginCall({ id: newId(), ...place, type, ...people, at: known.at }, this.rules);
    const change = { call, cause: 'begin', told } as const;
    if (!(await writeBeginning(manager, change))) return undefined;
    await this.pushes.enqueue(change, manager);
    if (call.endedAt === null) await keepAnswer(manager, answerOf(call));
    within.onCommitted(() => this.committed.tell(change));
    return call;
  }
}
