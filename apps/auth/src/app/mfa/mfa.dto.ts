import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Length, Matches } from 'class-validator';

/** A code of the authenticator app, or one of the recovery codes. */
export class CodeDto {
  @ApiProperty({ example: '123456', description: 'Six digits of the app, or a recovery code' })
  @IsString()
  @Length(6, 32)
  @Matches(/^[A-Za-z0-9 -]+$/)
  code: string;
}

/** A code, and the login that waits for it. */
export class VerifyCodeDto extends CodeDto {
  @ApiProperty({
    required: false,
    description: 'Of the details of step_up_required; left out by who has signed in and sets a factor up',
  })
  @IsOptional()
  @IsString()
  @Length(43, 43)
  @Matches(/^[\w-]+$/)
  challenge?: string;
}

/** What an authenticator app is told. */
export class TotpEnrolmentDto {
  @ApiProperty({ description: 'Base32; counts once a code of it was shown' })
  secret: string;

  @ApiProperty({ description: 'To be shown as a QR code' })
  otpauth_uri: string;
}

/** Codes for when the app is lost. */
export class RecoveryCodesDto {
  @ApiProperty({ type: [String], description: 'Ten, each good once; they are not shown again' })
  recovery_codes: string[];
}
