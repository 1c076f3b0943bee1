import { Injectable } from '@nestjs/common';
import { type CallClientEvents, type MediaState } from '@secureconnect/contracts';
import { CallTimes } from '../calls/call-times.service';
import { ChangeCall } from '../calls/change-call.port';
import { type CallSocket } from '../delivery/call-socket';
import { participantOf } from '../machine/standing';
import { Relay } from './relay.service';
import { type SignalData, type SignalName } from './signal';
import { type Speaker } from './signal.policy';

type Sent<Name extends keyof CallClientEvents> = Parameters<CallClientEvents[Name]>[0];
type Said = Pick<CallSocket, 'userId' | 'socket'>;

const speakerOf = ({ userId, socket: { id: socketId } }: Said): Speaker => ({ userId, socketId });

/** What clients say to each other, one method an event; what may not be passed on is thrown. */
@Injectable()
export class SignalEvents {
  constructor(
    private readonly relay: Relay,
    private readonly changes: ChangeCall,
    private readonly times: CallTimes,
  ) {}

  offer(by: Said, { sdp, ...forOne }: Sent<'offer'>): void {
    this.pass(by, 'offer', forOne, { sdp });
  }

  answer(by: Said, { sdp, ...forOne }: Sent<'answer'>): void {
    this.pass(by, 'answer', forOne, { sdp });
  }

  candidates(by: Said, { candidates, ...forOne }: Sent<'candidates'>): void {
    this.pass(by, 'candidates', forOne, { candidates });
  }

  candidatesEnd(by: Said, forOne: Sent<'candidates.end'>): void {
    this.pass(by, 'candidates.end', forOne, {});
  }

  iceRestart(by: Said, forOne: Sent<'ice.restart'>): void {
    this.pass(by, 'ice.restart', forOne, {});
  }

  /** The record keeps what she sends, for who reads the call; then those in the call are told. */
  async mediaState(by: Said, said: Sent<'media.state'>): Promise<void> {
    const { call_id: callId, connected, audio, video, screen } = said;
    const { userId } = by;
    this.relay.speakingLeg(speakerOf(by), callId);
    const media = Object.fromEntries(
      Object.entries({ audio, video, screen }).filter(([, value]) => value !== undefined),
    ) as Partial<MediaState>;
    if (Object.keys(media).length > 0) {
      const call = await this.changes.apply(callId, { kind: 'media', userId, media });
      const herself = participantOf(call, userId);
      if (herself) this.relay.tellMedia(callId, userId, herself.media);
    }
    if (connected) await this.times.connected(callId);
  }

  private pass(by: Said, event: SignalName, forOne: Sent<'ice.restart'>, data: SignalData): void {
    const { call_id: callId, to } = forOne;
    this.relay.send(speakerOf(by), { callId, to }, { event, data });
  }
}
