import { ApiProperty } from '@nestjs/swagger';
import { type CallWire, type ParticipantWire } from '@secureconnect/contracts';
import { CallDto, ParticipantDto } from './call.dto';

/** A page of calls. */
export class CallsDto {
  @ApiProperty({ type: [CallDto] })
  items: readonly CallWire[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor: string | null;
}

/** Those in a call, or called by it: all of them at once. */
export class ParticipantsDto {
  @ApiProperty({ type: [ParticipantDto] })
  items: readonly ParticipantWire[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor: string | null;
}
