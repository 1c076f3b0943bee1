import { ApiProperty } from '@nestjs/swagger';
import { type PresenceWire } from '@secureconnect/contracts';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsUUID } from 'class-validator';

const settable = ['online', 'away'] as const;
const statuses = ['online', 'away', 'offline', 'unknown'] as const;

/** What a device says of itself. */
export class PresenceSetDto {
  @ApiProperty({ enum: settable })
  @IsIn(settable)
  status: (typeof settable)[number];
}

/** Whom to ask about. */
export class PresenceQuery {
  @ApiProperty({
    type: String,
    description: 'Ids, separated by commas; 100 at most',
    example: '0193e7a2-9f3c-7c1e-8d4e-2b6f0a1c3d5e',
  })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsUUID('all', { each: true })
  user_ids: string[];
}

/** Whether somebody is here. */
export class PresenceDto implements PresenceWire {
  @ApiProperty({ format: 'uuid' })
  user_id: string;

  @ApiProperty({ enum: statuses, description: 'unknown: nobody can say right now' })
  status: PresenceWire['status'];

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  last_seen_at: string | null;
}

/** Those of them who share a conversation with whoever asks. */
export class PresenceListDto {
  @ApiProperty({ type: [PresenceDto] })
  items: readonly PresenceWire[];

  @ApiProperty({ type: String, nullable: true, description: 'Always null: all there is, is here' })
  next_cursor: string | null;
}
