import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type CallState, type CallType } from '@secureconnect/contracts';
import { PageQuery } from '@secureconnect/platform';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { callStates } from './call-words.constants';

/** Ids are compared as texts, and PostgreSQL writes them small. */
const Small = (): PropertyDecorator =>
  Transform(({ value }) => (typeof value === 'string' ? value.toLowerCase() : (value as unknown)));

/** A call that is to begin. */
export class NewCallDto {
  @ApiProperty({ enum: ['audio', 'video'] })
  @IsIn(['audio', 'video'])
  call_type: CallType;

  @ApiProperty({ format: 'uuid' })
  @Small()
  @IsUUID()
  conversation_id: string;
}

/** Which calls, and how many. */
export class CallsQuery extends PageQuery {
  @ApiPropertyOptional({ format: 'uuid', description: 'Those in this conversation' })
  @IsOptional()
  @Small()
  @IsUUID()
  conversation_id?: string;

  @ApiPropertyOptional({ enum: callStates, description: 'Those that are so now' })
  @IsOptional()
  @IsIn(callStates)
  state?: CallState;
}
