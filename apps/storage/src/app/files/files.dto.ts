import { ApiProperty } from '@nestjs/swagger';
import { type StoredFile } from './stored-file';

/** A file as clients see it. */
export class FileDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  owner_id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ description: 'What its bytes are, whatever they were declared to be.' })
  mime: string;

  @ApiProperty()
  size: number;

  @ApiProperty({ description: '64 hexadecimal digits.' })
  sha256: string;

  @ApiProperty({ enum: ['scanning', 'ready', 'quarantined'] })
  state: string;

  @ApiProperty({ format: 'date-time' })
  created_at: string;

  static of(file: StoredFile): FileDto {
    const { id, ownerId: owner_id, name, type: mime, size, sha256, state, createdAt } = file;
    return {
      ...{ id, owner_id, name, mime, size, sha256: sha256.toString('hex'), state },
      created_at: createdAt.toISOString(),
    };
  }
}

/** A page of files. */
export class FilesDto {
  @ApiProperty({ type: [FileDto] })
  items: FileDto[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor: string | null;
}
