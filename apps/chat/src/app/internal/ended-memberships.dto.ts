import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsUUID, ValidateNested } from 'class-validator';

/** Ids are compared as texts, and PostgreSQL writes them small. */
const Small = (): PropertyDecorator =>
  Transform(({ value }) => (typeof value === 'string' ? value.toLowerCase() : (value as unknown)));

/** Somebody in a conversation. */
export class MembershipOfDto {
  @ApiProperty({ format: 'uuid' })
  @Small()
  @IsUUID()
  conversation_id: string;

  @ApiProperty({ format: 'uuid' })
  @Small()
  @IsUUID()
  user_id: string;
}

/** Who was in a conversation, as another service knows. */
export class AskedMembershipsDto {
  @ApiProperty({ type: [MembershipOfDto], maxItems: 500 })
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => MembershipOfDto)
  memberships: MembershipOfDto[];
}

/** Which of those are no longer so. */
export class EndedMembershipsDto {
  @ApiProperty({ type: [MembershipOfDto] })
  ended: readonly MembershipOfDto[];
}
