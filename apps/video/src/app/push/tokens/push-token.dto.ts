import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type PushProvider, type PushTokenWire } from '@secureconnect/contracts';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

const providers = ['web', 'fcm', 'apns'] as const;
const isWeb = ({ provider }: PushRegistrationDto): boolean => provider === 'web';

/** Which device of whoever asks. */
export class DevicePath {
  @ApiProperty({ description: 'An id that the app gives its installation', example: 'firefox-laptop' })
  // A part of a path that is longer is 414 before anybody reads it.
  @Matches(/^[\w.:-]{1,100}$/, { message: 'device_id must be 1 to 100 letters, digits and . _ : -' })
  device_id: string;
}

/** The keys of a browser's subscription. */
export class SubscriptionKeysDto {
  @ApiProperty({ description: 'Its public key, in base64url' })
  @Matches(/^[\w-]{87}=?$/, { message: 'p256dh must be 65 bytes in base64url' })
  p256dh: string;

  @ApiProperty({ description: 'Its secret, in base64url' })
  @Matches(/^[\w-]{22}(==)?$/, { message: 'auth must be 16 bytes in base64url' })
  auth: string;
}

/** A browser's subscription, as its `toJSON` gives it. */
export class SubscriptionDto {
  @ApiProperty({ format: 'uri', description: 'https, at a public address' })
  @IsString()
  @MaxLength(2_048)
  endpoint: string;

  @ApiProperty({ type: SubscriptionKeysDto })
  @IsObject()
  @ValidateNested()
  @Type(() => SubscriptionKeysDto)
  keys: SubscriptionKeysDto;

  @ApiPropertyOptional({ type: Number, nullable: true, description: 'Not looked at' })
  @IsOptional()
  @IsNumber()
  expirationTime?: number | null;
}

/** What wakes a device. */
export class PushRegistrationDto {
  @ApiProperty({ enum: providers })
  @IsIn(providers)
  provider: PushProvider;

  @ApiPropertyOptional({ description: 'Of fcm and apns', maxLength: 4_096 })
  @ValidateIf((dto: PushRegistrationDto) => !isWeb(dto) || dto.token !== undefined)
  @Matches(/^[\w:.-]{16,4096}$/, { message: 'token must be 16 to 4096 letters, digits and _ : . -' })
  token?: string;

  @ApiPropertyOptional({ type: SubscriptionDto, description: 'Of web' })
  @ValidateIf((dto: PushRegistrationDto) => isWeb(dto) || dto.subscription !== undefined)
  @IsObject()
  @ValidateNested()
  @Type(() => SubscriptionDto)
  subscription?: SubscriptionDto;
}

/** A device that may be woken. */
export class PushTokenDto implements PushTokenWire {
  @ApiProperty()
  device_id: string;

  @ApiProperty({ enum: providers })
  provider: PushProvider;

  @ApiProperty({ format: 'date-time' })
  created_at: string;

  @ApiProperty({ format: 'date-time' })
  updated_at: string;
}

/** All of them. */
export class PushTokensDto {
  @ApiProperty({ type: [PushTokenDto] })
  items: readonly PushTokenWire[];

  @ApiProperty({ type: String, nullable: true, description: 'Always null: all there is, is here' })
  next_cursor: string | null;
}

/** What browsers subscribe with. */
export class PushKeyDto {
  @ApiProperty({ description: 'The VAPID public key, in base64url' })
  public_key: string;
}
