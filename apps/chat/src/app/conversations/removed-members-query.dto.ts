import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsUUID } from 'class-validator';

/** Who is to go. */
export class RemovedMembersQuery {
  @ApiProperty({ type: String, description: 'Up to 100 ids, with commas between them' })
  @Transform(({ value }) => (typeof value === 'string' ? value.toLowerCase().split(',') : (value as unknown)))
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsUUID('all', { each: true })
  member_ids: string[];
}
