import { Module } from '@nestjs/common';
import { SignalsModule } from '../signals/signals.module';
import { CallsGateway } from './calls.gateway';
import { LegsModule } from './legs.module';
import { ResumeCall } from './resume-call.use-case';
import { SocketAttendance } from './socket-attendance.service';

/** What clients say over /ws/calls. */
@Module({
  imports: [LegsModule, SignalsModule],
  providers: [CallsGateway, ResumeCall, SocketAttendance],
})
export class CallSocketsModule {}
