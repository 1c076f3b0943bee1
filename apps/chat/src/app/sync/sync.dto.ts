import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type ChatChange, type ChatChanges } from '@secureconnect/contracts';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';

/** Since when, and how much at most. */
export class SyncQuery {
  @ApiPropertyOptional({ description: '`next_cursor` of the answer before; left out: one to begin with' })
  @IsOptional()
  @IsString()
  cursor?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 100 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 100;
}

/** What happened since a cursor. */
export class ChatChangesDto implements ChatChanges {
  @ApiProperty({
    type: 'array',
    items: { type: 'object', properties: { event: { type: 'string' }, data: { type: 'object' } } },
    description: 'Events as the socket would have told them, with their things as they are now',
  })
  items: readonly ChatChange[];

  @ApiProperty()
  next_cursor: string;

  @ApiProperty({
    description: 'More was missed than fits, however much is here: ask again with `next_cursor`',
  })
  has_more: boolean;
}
