import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { EmailField, PasswordField } from '../accounts/account-fields.decorator';
import { UserDto } from '../accounts/accounts.dto';

/** What a client says of the device it runs on. */
export class DeviceDto {
  @ApiPropertyOptional({ description: 'What names this device for good: long, random, made once and kept' })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  fingerprint?: string;

  @ApiPropertyOptional({ example: 'linux' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  platform?: string;

  @ApiPropertyOptional({ example: 'firefox' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  browser?: string;

  @ApiPropertyOptional({ example: '140.0' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  version?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  is_mobile?: boolean;

  @ApiPropertyOptional({ example: '1920x1080' })
  @IsOptional()
  @IsString()
  @MaxLength(32)
  screen?: string;

  @ApiPropertyOptional({ example: 'Europe/Berlin' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  time_zone?: string;
}

/** Somebody who wants in. */
export class LoginDto {
  @EmailField()
  email: string;

  @PasswordField()
  password: string;

  @ApiPropertyOptional({ type: DeviceDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => DeviceDto)
  device?: DeviceDto | null;
}

/** A refresh token. */
export class RefreshDto {
  @ApiProperty()
  @IsString()
  @MaxLength(512)
  refresh_token: string;
}

/** Tokens, for as long as they last. */
export class TokensDto {
  @ApiProperty({ description: 'For Authorization: Bearer' })
  access_token: string;

  @ApiProperty({ description: 'Good for one refresh; empty where there is no session' })
  refresh_token: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  session_id: string | null;

  @ApiProperty({ enum: ['Bearer'] })
  token_type: 'Bearer';

  @ApiProperty({ description: 'Seconds until the access token ends' })
  expires_in: number;

  @ApiProperty({ enum: ['normal', 'degraded'] })
  mode: 'normal' | 'degraded';
}

/** What who is let in gets. */
export class LoginAnswerDto extends TokensDto {
  @ApiProperty({ type: UserDto })
  user: UserDto;
}
