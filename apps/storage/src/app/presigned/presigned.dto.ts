import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { mostSigned, type SignedParts } from './presigned-uploads';

/** A part that is to be brought. */
export class WantedPartDto {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 10_000 })
  @IsInt()
  @Min(1)
  @Max(10_000)
  number: number;

  @ApiPropertyOptional({ description: 'What its bytes are held to: their MD5 in base64.' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9+/]{22}==$/, { message: 'md5 must be the base64 of 16 bytes' })
  md5?: string;
}

/** The parts that URLs are wanted for. */
export class WantedPartsDto {
  @ApiProperty({ type: [WantedPartDto], minItems: 1, maxItems: mostSigned })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostSigned)
  @ValidateNested({ each: true })
  @Type(() => WantedPartDto)
  parts: WantedPartDto[];
}

/** A part, and how it is brought. */
export class SignedPartDto {
  @ApiProperty({ type: 'integer' })
  number: number;

  @ApiProperty({ type: 'integer', description: 'It begins at so many bytes of the file.' })
  offset: number;

  @ApiProperty({ type: 'integer' })
  size: number;

  @ApiProperty({ description: 'PUT it there. Of another length, or to another place, it is refused.' })
  url: string;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, description: 'To be sent along.' })
  headers: Readonly<Record<string, string>>;
}

/** Parts, and how they are brought. */
export class SignedPartsDto {
  @ApiProperty({ type: 'integer', description: 'How many parts the file has.' })
  count: number;

  @ApiProperty({ type: 'integer', description: 'How long each is but the last.' })
  part_size: number;

  @ApiProperty({ type: [SignedPartDto] })
  parts: SignedPartDto[];

  @ApiProperty({ format: 'date-time', description: 'The URLs count until then; others are had anew.' })
  expires_at: string;

  static of({ count, partBytes, parts, until }: SignedParts): SignedPartsDto {
    const told = parts.map(({ number, size, url, headers }) => {
      return { number, offset: (number - 1) * partBytes, size, url, headers };
    });
    return { count, part_size: partBytes, parts: told, expires_at: until.toISOString() };
  }
}
