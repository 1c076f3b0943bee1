import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { type FastifyReply } from 'fastify';
import { type PageFile, readPage } from '../../page/page-files';
import { OPERATOR_PAGE_FOLDER } from './operator-page-folder';
import { PageNotBuiltError } from './page-not-built.error';

/** Its own scripts and styles, its own server, and nothing from anywhere else. */
const policy = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self'"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join(';');

/** The page for operators. It holds no data: whoever is to see any signs in on it. */
@Public()
@RedisFree('operator-status-page')
@ApiTags('operator')
@Controller('operator')
export class OperatorPageController {
  private readonly files: ReadonlyMap<string, PageFile>;

  constructor(@Inject(OPERATOR_PAGE_FOLDER) folder: string | undefined) {
    this.files = folder === undefined ? new Map() : readPage(folder);
  }

  @Get()
  @ApiOperation({ summary: 'The page for operators: how everything is, since when, and levers' })
  @ApiProduces('text/html')
  @ApiOkResponse({ schema: { type: 'string' } })
  page(@Res() reply: FastifyReply): void {
    this.answer('/', reply);
  }

  @Get('assets/:name')
  @ApiOperation({ summary: 'A file of the page' })
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiNotFoundResponse({ description: 'not_found' })
  asset(@Param('name') name: string, @Res() reply: FastifyReply): void {
    this.answer(`/assets/${name}`, reply);
  }

  private answer(path: string, reply: FastifyReply): void {
    const file = this.files.get(path);
    if (!file) throw new PageNotBuiltError();
    const caching = file.isLasting ? 'public, max-age=31536000, immutable' : 'no-cache';
    const headers = { 'content-type': file.type, etag: file.etag, 'cache-control': caching };
    void reply.headers({ ...headers, 'content-security-policy': policy }).send(file.content);
  }
}
