import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PageQuery } from '@secureconnect/platform';
import { Type } from 'class-transformer';
import { IsDate, IsOptional, IsUUID, Matches, MaxDate, MinDate } from 'class-validator';
import { type RecordedEvent } from './audit-trail.adapter';

/** Node counts further back, and further on, than PostgreSQL. */
const [first, last] = [new Date('0001-01-01T00:00:00Z'), new Date('9999-12-31T23:59:59.999Z')];

/** Which events to list. */
export class AuditQuery extends PageQuery {
  @ApiPropertyOptional({ format: 'uuid', description: 'Events of this account' })
  @IsOptional()
  @IsUUID()
  user_id?: string;

  @ApiPropertyOptional({ example: 'password.changed' })
  @IsOptional()
  @Matches(/^[a-z0-9_.]{1,64}$/)
  type?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  @MinDate(first)
  @MaxDate(last)
  before?: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  @MinDate(first)
  @MaxDate(last)
  after?: Date;
}

/** A security event. */
export class AuditEventDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  type: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Whose account it concerns' })
  user_id: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Who did it, if somebody else' })
  actor_id: string | null;

  @ApiProperty({ type: String, nullable: true })
  address: string | null;

  @ApiProperty({ type: String, nullable: true })
  user_agent: string | null;

  @ApiProperty({ type: String, nullable: true })
  request_id: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true })
  details: Readonly<Record<string, string | number | boolean>>;

  @ApiProperty({ format: 'date-time' })
  created_at: string;

  static of(event: RecordedEvent): AuditEventDto {
    const { id, type, userId, actorId, address, userAgent, requestId, details, createdAt } = event;
    return {
      ...{ id, type, user_id: userId, actor_id: actorId, address, user_agent: userAgent },
      ...{ request_id: requestId, details, created_at: createdAt.toISOString() },
    };
  }
}

/** A page of events. */
export class AuditEventsDto {
  @ApiProperty({ type: [AuditEventDto] })
  items: readonly AuditEventDto[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor: string | null;
}
