import { ApiProperty } from '@nestjs/swagger';
import { type ConversationType, type MemberRole } from '@secureconnect/contracts';
import { IsIn } from 'class-validator';
import { PeopleField, TitleField } from './conversation-fields.decorator';

/** A conversation that is to be made. */
export class NewConversationDto {
  @ApiProperty({ enum: ['direct', 'group'] })
  @IsIn(['direct', 'group'])
  type: ConversationType;

  @PeopleField(0, 1_000)
  member_ids: string[];

  @TitleField({ isOptional: true })
  title?: string | null;
}

/** What may be changed of a group. */
export class ConversationPatchDto {
  @TitleField({ isOptional: false })
  title: string | null;
}

/** Who is asked in. */
export class NewMembersDto {
  @PeopleField(1, 100)
  member_ids: string[];
}

/** What a member is to be. */
export class MemberPatchDto {
  @ApiProperty({ enum: ['owner', 'admin', 'member'] })
  @IsIn(['owner', 'admin', 'member'])
  role: MemberRole;
}
