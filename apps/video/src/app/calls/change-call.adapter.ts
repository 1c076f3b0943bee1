import { Inject, Injectable } from '@nestjs/common';
import { type Transaction, Transactions } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { type Call } from '../machine/call';
import { type CallEvent } from '../machine/call-event';
import { type CallRules } from '../machine/call-rules';
import { decideCall } from '../machine/decide-call';
import { CallPushes } from '../push/call-pushes.port';
import { CallRefusedError } from './call-refused.error';
import { CALL_RULES } from './call-rules.constants';
import { CallUnknownError } from './call-unknown.error';
import { ChangeCall, type Happening } from './change-call.port';
import { CommittedChanges } from './committed-changes.service';
import { lockCall } from './locked-call';
import { OneCallEach } from './one-call-each';
import { writeChange } from './write-change';

/** Changes calls in PostgreSQL: whoever locked first is decided first, whatever else is there or not. */
@Injectable()
export class ChangeCallAdapter extends ChangeCall {
  constructor(
    private readonly transactions: Transactions,
    private readonly oneEach: OneCallEach,
    private readonly pushes: CallPushes,
    private readonly committed: CommittedChanges,
    @Inject(CALL_RULES) private readonly rules: CallRules,
  ) {
    super();
  }

  @RedisFree('calls.change')
  async apply(callId: string, happening: Happening): Promise<Call> {
    const userId = 'userId' in happening ? happening.userId : undefined;
    const call = await this.oneEach.guard(userId, () => this.change(callId, happening, false));
    if (!call) throw new CallUnknownError('');
    return call;
  }

  /** The same, where nobody else is changing it now; undefined: somebody is, or there is no such call. */
  @RedisFree('calls.change-free')
  applyIfFree(callId: string, happening: Happening): Promise<Call | undefined> {
    return this.change(callId, happening, true);
  }

  private change(callId: string, happening: Happening, isFree: boolean): Promise<Call | undefined> {
    return this.transactions.run(async (within) => {
      const locked = await lockCall(within.manager, callId, { isFree });
      if (!locked) return undefined;
      return this.decide(within, locked.call, { ...happening, at: locked.at } as CallEvent);
    });
  }

  private async decide(within: Transaction, before: Call, event: CallEvent): Promise<Call> {
    const decision = decideCall(before, event, this.rules);
    if (decision.kind === 'refused') throw new CallRefusedError(decision.code);
    if (decision.kind === 'unchanged') return before;
    const { call, told } = decision;
    const change = { call, cause: event.kind, told };
    await writeChange(within.manager, before, change);
    await this.pushes.enqueue(change, within.manager);
    // Where nobody can say whether it was committed nothing is told here: if it was, its row is found by the sweep.
    within.onCommitted(() => this.committed.tell(change, before));
    return call;
  }
}
