import { ApiPropertyOptional } from '@nestjs/swagger';
import { PageQuery } from '@secureconnect/platform';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { type MessageRange } from './message-page';

const Seq =
  (min: number, description: string): PropertyDecorator =>
  (target, name) => {
    ApiPropertyOptional({ type: 'integer', minimum: min, description })(target, name);
    for (const each of [Type(() => Number), IsOptional(), IsInt(), Min(min), Max(Number.MAX_SAFE_INTEGER)])
      each(target, name as string);
  };

/** Which messages, and how many. */
export class MessagesQuery extends PageQuery {
  @ApiPropertyOptional({ format: 'uuid', description: 'Left out: the newest of all your conversations' })
  @IsOptional()
  @IsUUID()
  conversation_id?: string;

  @Seq(1, 'Those said before this number, the nearest to it')
  before_seq?: number;

  @Seq(0, 'Those said after this number, the nearest to it')
  after_seq?: number;

  @Seq(1, 'This one, as many before it and as many after it')
  around_seq?: number;
}

/** The ranges a query asks for; it may ask for one. */
export function rangesOf(query: MessagesQuery): MessageRange[] {
  const { before_seq: before, after_seq: after, around_seq: around } = query;
  return Object.entries({ before, after, around }).flatMap(([side, seq]) =>
    seq === undefined ? [] : [{ side: side as MessageRange['side'], seq }],
  );
}
