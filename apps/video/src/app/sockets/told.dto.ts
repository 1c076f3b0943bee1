import { ApiProperty } from '@nestjs/swagger';
import {
  type CallServerEvents,
  type CallWire,
  type IceCandidateWire,
  type MediaState,
  type ParticipantWire,
} from '@secureconnect/contracts';
import { CallDto, MediaStateDto, ParticipantDto } from '../calls/call.dto';
import { IceServersDto } from '../calls/own-call.dto';
import { CandidateDto } from './candidate.dto';

type Told<Name extends keyof CallServerEvents> = Parameters<CallServerEvents[Name]>[0];

class CallTold implements Told<'call.incoming'> {
  @ApiProperty({ type: CallDto })
  call: CallWire;
}

class AnsweredTold extends CallTold implements Told<'call.accepted'> {
  @ApiProperty({ format: 'uuid' })
  user_id: string;
}

class ParticipantTold extends CallTold implements Told<'participant.joined'> {
  @ApiProperty({ type: ParticipantDto })
  participant: ParticipantWire;
}

class SignalTold implements Told<'ice.restart'> {
  @ApiProperty({ format: 'uuid' })
  call_id: string;

  @ApiProperty({ format: 'uuid' })
  from: string;

  @ApiProperty({ description: 'Grows with each signal of hers to you; say the last one in `call.resume`' })
  signal_id: string;
}

class SdpTold extends SignalTold implements Told<'offer'> {
  @ApiProperty()
  sdp: string;
}

class CandidatesTold extends SignalTold implements Told<'candidates'> {
  @ApiProperty({ type: [CandidateDto] })
  candidates: readonly IceCandidateWire[];
}

class MediaTold implements Told<'media.state'> {
  @ApiProperty({ format: 'uuid' })
  call_id: string;

  @ApiProperty({ format: 'uuid' })
  user_id: string;

  @ApiProperty({ type: MediaStateDto })
  media: MediaState;
}

class IceRefreshTold extends IceServersDto implements Told<'ice.refresh'> {
  @ApiProperty({ format: 'uuid' })
  call_id: string;
}

/** What each event of `/ws/calls` has. */
export const callGives = {
  'call.current': CallTold,
  'call.incoming': CallTold,
  'call.accepted': AnsweredTold,
  'call.answered_elsewhere': CallTold,
  'call.declined': AnsweredTold,
  'call.missed': CallTold,
  'call.cancelled': CallTold,
  'call.busy': CallTold,
  'call.failed': CallTold,
  'call.ended': CallTold,
  'participant.ringing': ParticipantTold,
  'participant.joined': ParticipantTold,
  'participant.reconnecting': ParticipantTold,
  'participant.reconnected': ParticipantTold,
  'participant.left': ParticipantTold,
  offer: SdpTold,
  answer: SdpTold,
  candidates: CandidatesTold,
  'candidates.end': SignalTold,
  'ice.restart': SignalTold,
  'media.state': MediaTold,
  'ice.refresh': IceRefreshTold,
} as const satisfies { [Name in keyof CallServerEvents]: new () => Told<Name> };
