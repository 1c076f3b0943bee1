import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PageQuery } from '@secureconnect/platform';
import { IsOptional, IsString, IsUUID, Length } from 'class-validator';

/** Which words, and where. */
export class SearchQuery extends PageQuery {
  @ApiProperty({
    minLength: 1,
    maxLength: 128,
    description: 'Words, or what words begin with; a message has all of them',
  })
  @IsString()
  @Length(1, 128)
  q: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Left out: the hundred of your conversations in which something was said last',
  })
  @IsOptional()
  @IsUUID()
  conversation_id?: string;
}
