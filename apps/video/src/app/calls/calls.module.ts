import { Global, Module } from '@nestjs/common';
import { HealthModule, SETTINGS } from '@secureconnect/platform';
import { LeftChanges, OutboxRecord, outboxProviders } from '@secureconnect/realtime';
import { AskedConversations } from '../conversations/asked-conversations.adapter';
import { Conversations } from '../conversations/conversations.port';
import { IceModule } from '../ice/ice.module';
import { ChangeKeeping } from '../outbox/change-keeping.service';
import { CallOutboxRecord } from '../outbox/call-outbox-record.adapter';
import { LeftCallChanges } from '../outbox/left-call-changes.adapter';
import { AnswerCall } from './answer-call.use-case';
import { CallActionsController } from './call-actions.controller';
import { CallBeginnings } from './call-beginnings.service';
import { CallRecordAdapter } from './call-record.adapter';
import { CallRecord } from './call-record.port';
import { CALL_RULES } from './call-rules.constants';
import { CallTally } from './call-tally';
import { CallTimes } from './call-times.service';
import { CallController } from './call.controller';
import { callRulesOf } from './call.settings';
import { CallsController } from './calls.controller';
import { ChangeCallAdapter } from './change-call.adapter';
import { ChangeCall } from './change-call.port';
import { CommittedChanges } from './committed-changes.service';
import { DeadlineSweeper } from './deadline-sweeper.service';
import { DeadlinesComponent } from './deadlines-component.service';
import { DueCalls } from './due-calls';
import { FindIceServers } from './find-ice-servers.use-case';
import { InitiateCall } from './initiate-call.use-case';
import { ListCalls } from './list-calls.use-case';
import { MembershipWatch } from './membership-watch.service';
import { OneCallEach } from './one-call-each';
import { OwnCalls } from './own-calls';
import { RefuseCall } from './refuse-call.use-case';
import { RuleCall } from './rule-call.use-case';
import { VisibleCalls } from './visible-calls';

const rules = { provide: CALL_RULES, inject: [SETTINGS], useFactory: callRulesOf };
const ports = [
  { provide: Conversations, useClass: AskedConversations },
  { provide: CallRecord, useExisting: CallRecordAdapter },
  { provide: ChangeCall, useExisting: ChangeCallAdapter },
  { provide: OutboxRecord, useExisting: CallOutboxRecord },
  { provide: LeftChanges, useClass: LeftCallChanges },
];

/**
 * Calls, and what becomes of them. Global, for who tells of calls changes them too; needs `CallNews` and `CallPushes` of
 * others, global as well.
 */
@Global()
@Module({
  imports: [HealthModule, IceModule],
  controllers: [CallsController, CallActionsController, CallController],
  providers: [
    ...[rules, ...ports, CallRecordAdapter, ChangeCallAdapter, OneCallEach, CommittedChanges, CallBeginnings],
    ...[CallTally, CallTimes, DueCalls, DeadlineSweeper, DeadlinesComponent, MembershipWatch],
    ...[...outboxProviders, CallOutboxRecord, ChangeKeeping],
    ...[InitiateCall, AnswerCall, RefuseCall, RuleCall, ListCalls, FindIceServers, VisibleCalls, OwnCalls],
  ],
  exports: [CALL_RULES, CallRecord, ChangeCall, CallTimes, Conversations],
})
export class CallsModule {}
