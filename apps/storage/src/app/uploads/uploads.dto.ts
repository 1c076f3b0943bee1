import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { SignedPartsDto } from '../presigned/presigned.dto';
import { type SignedParts } from '../presigned/presigned-uploads';
import {
  IsHexadecimal,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { type NewUpload, type UploadState } from './upload';

/** What is promised of a file. */
export class NewUploadDto {
  @ApiProperty({ maxLength: 255 })
  @IsString()
  @MaxLength(4_096)
  name: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  size: number;

  @ApiPropertyOptional({
    description: 'What its bytes are; images, sound and video must be what they are called.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  mime?: string;

  @ApiPropertyOptional({ description: '64 hexadecimal digits that its bytes must come to.' })
  @IsOptional()
  @IsHexadecimal()
  @Length(64, 64)
  sha256?: string;

  @ApiPropertyOptional({
    enum: ['tus', 'presigned'],
    description: 'How you would like to bring them; `presigned`: straight into the store, where it is an S3.',
  })
  @IsOptional()
  @IsIn(['tus', 'presigned'])
  way?: 'tus' | 'presigned';

  @ApiPropertyOptional({
    description:
      'The Idempotency-Key of a form whose answer was lost. If it became a file, its upload is given, `done`; if not, it never will, and this one is begun in its place.',
  })
  @IsOptional()
  @Matches(/^[!-~]{1,255}$/)
  instead_of?: string;
}

/** An upload as its owner sees it. */
export class UploadDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty()
  size: number;

  @ApiProperty({ enum: ['open', 'done', 'refused', 'dropped'] })
  state: UploadState;

  @ApiProperty({ enum: ['direct', 'tus', 'presigned'], description: 'How its bytes are brought.' })
  way: string;

  @ApiProperty({
    description: 'Where they are brought to by tus; of a presigned one, where URLs of parts are had.',
  })
  url: string;

  @ApiProperty({ format: 'uuid', nullable: true, type: String })
  file_id: string | null;

  @ApiProperty({ format: 'date-time', description: 'It is waited for until then.' })
  expires_at: string;

  @ApiPropertyOptional({
    type: SignedPartsDto,
    description: 'The first parts of a presigned one, as it begins.',
  })
  signed?: SignedPartsDto;

  static of(
    upload: NewUpload & { state?: UploadState; fileId?: string | null },
    signed?: SignedParts,
  ): UploadDto {
    const { id, name, size, way, state = 'open', fileId = null, expiresAt } = upload;
    const url = way === 'presigned' ? `/v1/uploads/${id}/parts` : `/v1/uploads/tus/${id}`;
    const told = { id, name, size, state, way, url, file_id: fileId, expires_at: expiresAt.toISOString() };
    return signed ? { ...told, signed: SignedPartsDto.of(signed) } : told;
  }
}

/** A page of uploads. */
export class UploadsDto {
  @ApiProperty({ type: [UploadDto] })
  items: UploadDto[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor: string | null;
}
