import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { decodeCursor, Idempotent, PageQuery, toPage } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { type FastifyReply } from 'fastify';
import { plainType } from '../content/media-type';
import { FileDto } from '../files/files.dto';
import { PresignedUploads } from '../presigned/presigned-uploads';
import { OpenUpload } from './open-upload.use-case';
import { ownUpload } from './own-upload';
import { SettleUpload } from './settle-upload.use-case';
import { UploadRecord } from './upload-record.adapter';
import { NewUploadDto, UploadDto, UploadsDto } from './uploads.dto';

/** Files on their way. */
@ApiTags('uploads')
@Authenticated()
@Controller('v1/uploads')
export class UploadsController {
  constructor(
    private readonly openUpload: OpenUpload,
    private readonly settle: SettleUpload,
    private readonly presigned: PresignedUploads,
    private readonly record: UploadRecord,
  ) {}

  @Post()
  @Idempotent()
  @RedisFree('open-upload')
  @ApiOperation({
    summary:
      'Promise a file: its room is reserved, and its bytes are brought to `url` by tus, or as `signed` says',
  })
  @ApiCreatedResponse({ type: UploadDto })
  async open(
    @CurrentCaller() { userId: ownerId }: Caller,
    @Body() { name, size, mime, sha256, way: asked, instead_of: requestKey }: NewUploadDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UploadDto> {
    const digest = sha256 === undefined ? undefined : Buffer.from(sha256, 'hex');
    const declaredType = plainType(mime);
    const way = this.presigned.wayFor(asked);
    const wish = { ownerId, name, declaredType, size, sha256: digest, way, requestKey };
    const opened = await this.openUpload.run(wish);
    const isBegun = opened.state !== undefined || way !== 'presigned';
    const upload = UploadDto.of(opened, isBegun ? undefined : await this.presigned.begin(opened));
    void reply.header('location', upload.url);
    return upload;
  }

  @Get()
  @RedisFree('list-uploads')
  @ApiOperation({ summary: 'Yours that are under way, the newest first' })
  @ApiOkResponse({ type: UploadsDto })
  async list(
    @CurrentCaller() { userId }: Caller,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<UploadsDto> {
    const [after] = cursor === undefined ? [undefined] : decodeCursor(cursor, ['uuid']);
    const uploads = await this.record.listOpen(userId, after, limit + 1);
    const { items, next_cursor } = toPage(uploads, limit, ({ id }) => [id]);
    return { items: items.map((each) => UploadDto.of(each)), next_cursor };
  }

  @Get(':id')
  @RedisFree('read-upload')
  @ApiOperation({ summary: 'What became of it' })
  @ApiOkResponse({ type: UploadDto })
  async read(@CurrentCaller() { userId }: Caller, @Param('id') id: string): Promise<UploadDto> {
    return UploadDto.of(await ownUpload(this.record, id, userId));
  }

  @Post(':id/complete')
  @HttpCode(200)
  @RedisFree('complete-upload')
  @ApiOperation({
    summary: 'Make a file of it, once all bytes are there; asked again it gives the same file',
  })
  @ApiOkResponse({ type: FileDto })
  async complete(@CurrentCaller() { userId }: Caller, @Param('id') id: string): Promise<FileDto> {
    const upload = await ownUpload(this.record, id, userId);
    await this.presigned.assemble(upload);
    return FileDto.of(await this.settle.run(upload));
  }

  @Delete(':id')
  @HttpCode(204)
  @RedisFree('drop-upload')
  @ApiOperation({ summary: 'Give it up; its room is free at once' })
  @ApiNoContentResponse()
  async drop(@CurrentCaller() { userId }: Caller, @Param('id') id: string): Promise<void> {
    await this.record.drop((await ownUpload(this.record, id, userId)).id);
  }
}
