import { ApiProperty } from '@nestjs/swagger';
import {
  type CallReason,
  type CallState,
  type CallType,
  type CallWire,
  type MediaState,
  type ParticipantReason,
  type ParticipantState,
  type ParticipantWire,
} from '@secureconnect/contracts';
import { callReasons, callStates, participantReasons, participantStates } from './call-words.constants';

const time = { type: String, format: 'date-time', nullable: true };

/** What somebody sends in a call. */
export class MediaStateDto implements MediaState {
  @ApiProperty()
  audio: boolean;

  @ApiProperty()
  video: boolean;

  @ApiProperty()
  screen: boolean;
}

/** Somebody in a call, or called by it. */
export class ParticipantDto implements ParticipantWire {
  @ApiProperty({ format: 'uuid' })
  user_id: string;

  @ApiProperty({ enum: participantStates })
  state: ParticipantState;

  @ApiProperty({ enum: participantReasons, nullable: true, description: 'Why she is not in it' })
  reason: ParticipantReason | null;

  @ApiProperty({
    type: 'integer',
    description: 'Counts her connections: with a new one her peers begin anew with her. 0: none yet',
  })
  leg: number;

  @ApiProperty({ type: MediaStateDto })
  media: MediaState;

  @ApiProperty(time)
  joined_at: string | null;

  @ApiProperty(time)
  left_at: string | null;
}

/** A call as all who are in it, or called by it, see it. */
export class CallDto implements CallWire {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  conversation_id: string;

  @ApiProperty({ enum: ['audio', 'video'] })
  call_type: CallType;

  @ApiProperty({ format: 'uuid' })
  caller_id: string;

  @ApiProperty({ enum: callStates })
  state: CallState;

  @ApiProperty({ enum: callReasons, nullable: true, description: 'Why it is over' })
  reason: CallReason | null;

  @ApiProperty({ type: 'integer', description: 'Its number of changes; each has one, without gaps' })
  version: number;

  @ApiProperty({ type: [ParticipantDto], description: 'In the order in which they were called or came' })
  participants: readonly ParticipantWire[];

  @ApiProperty({ format: 'date-time' })
  created_at: string;

  @ApiProperty({ format: 'date-time', description: 'Until when it rings' })
  expires_at: string;

  @ApiProperty(time)
  answered_at: string | null;

  @ApiProperty(time)
  ended_at: string | null;
}
