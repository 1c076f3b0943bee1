import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';

/** Whose file it is, and who wants to read it. */
export class ShareQuery {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  owner_id: string;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  user_id: string;
}

/** Whether she may. */
export class ShareDto {
  @ApiProperty()
  shared: boolean;
}
