import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { type SigningKeyState, stateOf, type StoredSigningKey } from './stored-signing-key';

/** How fast the next key is to sign. */
export class RotationDto {
  @ApiProperty({
    required: false,
    default: false,
    description: 'Not to wait until every verifier has had time to see the next key: for a key that leaked',
  })
  @IsOptional()
  @IsBoolean()
  at_once?: boolean;
}

/** One key and where it stands. */
export class SigningKeyDto {
  @ApiProperty()
  kid: string;

  @ApiProperty({ enum: ['next', 'current', 'retired'] })
  state: SigningKeyState;

  @ApiProperty({ format: 'date-time' })
  signs_from: string;

  @ApiProperty({ format: 'date-time' })
  signs_until: string;

  @ApiProperty({ format: 'date-time' })
  published_until: string;

  static of(key: StoredSigningKey): SigningKeyDto {
    return {
      kid: key.kid,
      state: stateOf(key),
      signs_from: key.signsFrom.toISOString(),
      signs_until: key.signsUntil.toISOString(),
      published_until: key.publishedUntil.toISOString(),
    };
  }
}

/** All keys there are. */
export class SigningKeysDto {
  @ApiProperty({ type: [SigningKeyDto] })
  items: SigningKeyDto[];
}
