import { createHash } from 'node:crypto';
import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { Streamed } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { type FastifyReply } from 'fastify';
import { AskedFile } from '../content/asked-file';
import { ContentQuery } from '../content/content-query.dto';
import { ContentSender } from '../content/content-sender';
import { FileIdPipe } from '../files/file-id.pipe';
import { type StoredFile } from '../files/stored-file';
import { ThumbnailNoneError } from './thumbnail-none.error';
import { ThumbnailPendingError } from './thumbnail-pending.error';
import { type Thumbnail, ThumbnailRecord } from './thumbnail-record.adapter';
import { thumbnailType, thumbnailWidths } from './thumbnail-widths.constants';

/** Pictures drawn small, for whoever may have the picture itself. */
@ApiTags('files')
@Authenticated({ orNobody: true })
@Controller('v1/files/:id/thumbnails/:width')
export class ThumbnailsController {
  constructor(
    private readonly asked: AskedFile,
    private readonly record: ThumbnailRecord,
    private readonly sender: ContentSender,
  ) {}

  @Get()
  @Streamed()
  @RedisFree('read-thumbnail')
  @ApiOperation({
    summary: 'A picture drawn small, in a box as high as wide, without what its camera wrote into it',
  })
  @ApiParam({ name: 'width', enum: [...thumbnailWidths] })
  @ApiProduces(thumbnailType)
  @ApiResponse({ status: 200, description: 'All of it' })
  @ApiResponse({ status: 304, description: 'What you have is what it is' })
  @ApiResponse({ status: 404, description: 'not_found; thumbnail_none: it is no picture we can draw' })
  @ApiResponse({ status: 409, description: 'thumbnail_pending, file_scanning: ask again after Retry-After' })
  async read(
    @CurrentCaller() caller: Caller | undefined,
    @Param('id', FileIdPipe) id: string,
    @Param('width') width: string,
    @Query() query: ContentQuery,
    @Headers() headers: Record<string, string | undefined>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.asked.of(id, caller, query);
    const thumbnail = await this.find(id, Number(width));
    await this.sender.send(asFile(file, thumbnail), headers, query.download === '1', reply);
  }

  private async find(id: string, width: number): Promise<Thumbnail> {
    if (!(thumbnailWidths as readonly number[]).includes(width)) throw new ThumbnailNoneError('');
    const found = await this.record.find(id, width);
    if (found) return found;
    if (await this.record.isAwaited(id)) throw new ThumbnailPendingError('');
    // It may have been made between the two looks.
    const made = await this.record.find(id, width);
    if (!made) throw new ThumbnailNoneError('');
    return made;
  }
}

/** It is answered as the file would be; its tag is another for each that was ever made. */
const asFile = (file: StoredFile, { type, size, store, blobKey }: Thumbnail): StoredFile => ({
  ...file,
  ...{ name: `${file.name.slice(0, 200)}.webp`, type, size, store, blobKey },
  sha256: createHash('sha256').update(blobKey).digest(),
});
