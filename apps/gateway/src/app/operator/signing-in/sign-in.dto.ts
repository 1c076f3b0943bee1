import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, Matches, MaxLength } from 'class-validator';

/** Who wants to sign in, and the token. */
export class SignInDto {
  @ApiProperty({ description: 'By which what she does is written down', maxLength: 80 })
  @IsString()
  @Length(1, 80)
  // Two of them, for each takes no longer than the text is long.
  @Matches(/^[^\p{C}]+$/u, { message: 'name must be readable' })
  @Matches(/\S/, { message: 'name must be readable' })
  name: string;

  @ApiProperty({ description: 'OPERATOR_TOKEN' })
  @IsString()
  @MaxLength(1_024)
  token: string;
}

/** Who is signed in. */
export class SignedInDto {
  @ApiProperty({ description: 'Whether an OPERATOR_TOKEN is set, so that somebody can sign in' })
  is_open: boolean;

  @ApiProperty({ type: 'string', nullable: true })
  name: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  until: string | null;
}
