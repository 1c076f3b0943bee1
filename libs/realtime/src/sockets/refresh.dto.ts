import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

/** What `auth.refresh` takes. */
export class RefreshSocket {
  /** A later access token of the same session. */
  @ApiProperty({ maxLength: 4_096 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(4_096)
  access_token: string;
}
