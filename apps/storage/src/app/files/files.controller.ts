import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { decodeCursor, idempotencyKeyOf, PageQuery, Streamed, toPage } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { type FastifyRequest } from 'fastify';
import { FileAccess } from '../sharing/file-access';
import { UploadDirectly } from '../uploads/upload-directly.use-case';
import { FileRecord } from './file-record.adapter';
import { FileUnknownError } from './file-unknown.error';
import { FileDto, FilesDto } from './files.dto';
import { FileIdPipe } from './file-id.pipe';

const form = {
  type: 'object',
  required: ['file'],
  properties: { sha256: { type: 'string' }, file: { type: 'string', format: 'binary' } },
};

/** Files: what they are, and whose. */
@ApiTags('files')
@Authenticated()
@Controller('v1/files')
export class FilesController {
  constructor(
    private readonly uploadDirectly: UploadDirectly,
    private readonly access: FileAccess,
    private readonly record: FileRecord,
  ) {}

  @Post()
  @Streamed()
  @RedisFree('upload-file')
  @ApiOperation({ summary: 'Upload one of up to 8 MiB; `sha256` before it, if it is to be held to one' })
  @ApiConsumes('multipart/form-data')
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Same key and file: the same answer. Same key and another file: 409.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
  })
  @ApiBody({ schema: form })
  @ApiCreatedResponse({ type: FileDto })
  async upload(@CurrentCaller() { userId }: Caller, @Req() request: FastifyRequest): Promise<FileDto> {
    const key = idempotencyKeyOf(request);
    return FileDto.of(await this.uploadDirectly.run(userId, request.raw, key));
  }

  @Get()
  @RedisFree('list-files')
  @ApiOperation({ summary: 'Your files, the newest first' })
  @ApiOkResponse({ type: FilesDto })
  async list(@CurrentCaller() { userId }: Caller, @Query() { limit, cursor }: PageQuery): Promise<FilesDto> {
    const [after] = cursor === undefined ? [undefined] : decodeCursor(cursor, ['uuid']);
    const files = await this.record.list(userId, after, limit + 1);
    const { items, next_cursor } = toPage(files, limit, ({ id }) => [id]);
    return { items: items.map((file) => FileDto.of(file)), next_cursor };
  }

  @Get(':id')
  @RedisFree('read-file')
  @ApiOperation({ summary: 'What a file is' })
  @ApiOkResponse({ type: FileDto })
  async read(@CurrentCaller() { userId }: Caller, @Param('id', FileIdPipe) id: string): Promise<FileDto> {
    return FileDto.of(await this.access.readable(id, userId));
  }

  @Delete(':id')
  @HttpCode(204)
  @RedisFree('delete-file')
  @ApiOperation({ summary: 'Delete one of yours, for everybody' })
  @ApiNoContentResponse()
  async remove(@CurrentCaller() { userId }: Caller, @Param('id', FileIdPipe) id: string): Promise<void> {
    if (!(await this.record.delete(id, userId))) throw new FileUnknownError('');
  }
}
