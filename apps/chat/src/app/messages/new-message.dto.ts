import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
} from 'class-validator';
import { mostAttachments, mostCharacters } from './message-limits.constants';

const lowerCase = (id: unknown): unknown => (typeof id === 'string' ? id.toLowerCase() : id);

/** What a message is to say. */
export class MessageTextDto {
  @ApiProperty({
    maxLength: mostCharacters,
    description:
      'Kept character by character, HTML and control characters too; empty only beside attachments',
  })
  @IsString()
  @MaxLength(mostCharacters)
  body: string;
}

/** A message as a client sends it. */
export class NewMessageDto extends MessageTextDto {
  @ApiProperty({
    pattern: '^[ -~]{1,64}$',
    description: 'Made by the client, one for each message: sent again with it, a message is there once',
  })
  @Matches(/^[ -~]{1,64}$/, { message: 'client_msg_id must be 1 to 64 printable ASCII characters' })
  client_msg_id: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'A message of the same conversation',
  })
  @IsOptional()
  @IsUUID()
  reply_to?: string | null;

  @ApiPropertyOptional({
    type: [String],
    maxItems: mostAttachments,
    description:
      'Ids of files; those of the sender’s own are shared with the members by this, and no others. Not looked up.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(mostAttachments)
  @IsUUID(undefined, { each: true })
  @ArrayUnique(lowerCase)
  attachments?: string[] | null;
}
