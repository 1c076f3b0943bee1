import { UseInterceptors } from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { callClientEvents, callServerEvents, type CallWire } from '@secureconnect/contracts';
import { Authenticated } from '@secureconnect/identity';
import { AuthenticatedGateway } from '@secureconnect/realtime';
import { RedisFree } from '@secureconnect/resilience';
import { Socket } from 'socket.io';
import { SignalEvents } from '../signals/signal-events.service';
import { callAnswers, callCodes } from './answers.dto';
import { CallResumeEvent, CandidatesEvent, MediaStateEvent, SdpEvent, SignalEvent } from './events.dto';
import { inOrder } from './in-order.interceptor';
import { ResumeCall } from './resume-call.use-case';
import { SocketAttendance } from './socket-attendance.service';
import { callGives } from './told.dto';

/** The socket at /ws/calls: what those in a call say to each other, and all that happens to it. */
@Authenticated()
@WebSocketGateway({ path: '/ws/calls' })
export class CallsGateway extends AuthenticatedGateway {
  protected override readonly describedEvents = {
    ...{ client: callClientEvents, answers: callAnswers, codes: callCodes },
    ...{ server: callServerEvents, gives: callGives },
  };
  // To each of fifteen others once at the start, and candidates many times.
  protected override readonly eventLimits = {
    offer: { perSecond: 5, burst: 60 },
    answer: { perSecond: 5, burst: 60 },
    candidates: { perSecond: 50, burst: 500 },
    'candidates.end': { perSecond: 5, burst: 60 },
    'ice.restart': { perSecond: 2, burst: 30 },
    'media.state': { perSecond: 5, burst: 20 },
    'call.resume': { perSecond: 1, burst: 10 },
  };

  constructor(
    private readonly attendance: SocketAttendance,
    private readonly signals: SignalEvents,
    private readonly resumeCall: ResumeCall,
  ) {
    super();
  }

  /** `ready` first, and from then on all that happens: so it is said when that is so. */
  override handleConnection(socket: Socket): void {
    this.attendance.begin(socket, this.callerOf(socket), () => super.handleConnection(socket));
  }

  @UseInterceptors(inOrder)
  @RedisFree('offer')
  @SubscribeMessage('offer')
  offer(@ConnectedSocket() socket: Socket, @MessageBody() said: SdpEvent): void {
    this.signals.offer(this.attendance.entryOf(socket), said);
  }

  @UseInterceptors(inOrder)
  @RedisFree('answer')
  @SubscribeMessage('answer')
  answer(@ConnectedSocket() socket: Socket, @MessageBody() said: SdpEvent): void {
    this.signals.answer(this.attendance.entryOf(socket), said);
  }

  @UseInterceptors(inOrder)
  @RedisFree('candidates')
  @SubscribeMessage('candidates')
  candidates(@ConnectedSocket() socket: Socket, @MessageBody() said: CandidatesEvent): void {
    this.signals.candidates(this.attendance.entryOf(socket), said);
  }

  @UseInterceptors(inOrder)
  @RedisFree('candidates.end')
  @SubscribeMessage('candidates.end')
  candidatesEnd(@ConnectedSocket() socket: Socket, @MessageBody() said: SignalEvent): void {
    this.signals.candidatesEnd(this.attendance.entryOf(socket), said);
  }

  @UseInterceptors(inOrder)
  @RedisFree('ice.restart')
  @SubscribeMessage('ice.restart')
  iceRestart(@ConnectedSocket() socket: Socket, @MessageBody() said: SignalEvent): void {
    this.signals.iceRestart(this.attendance.entryOf(socket), said);
  }

  @RedisFree('media.state')
  @SubscribeMessage('media.state')
  async mediaState(@ConnectedSocket() socket: Socket, @MessageBody() said: MediaStateEvent): Promise<void> {
    await this.signals.mediaState(this.attendance.entryOf(socket), said);
  }

  @RedisFree('call.resume')
  @SubscribeMessage('call.resume')
  async resume(
    @ConnectedSocket() socket: Socket,
    @MessageBody() { call_id: callId, have }: CallResumeEvent,
  ): Promise<{ call: CallWire }> {
    return { call: await this.resumeCall.execute(callId, this.attendance.entryOf(socket), have) };
  }
}
