import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { Streamed } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { type FastifyReply } from 'fastify';
import { FileIdPipe } from '../files/file-id.pipe';
import { AskedFile } from './asked-file';
import { ContentQuery } from './content-query.dto';
import { ContentSender } from './content-sender';

/** The bytes of files, for those who may read them: by their token, or by a link. */
@ApiTags('files')
@Authenticated({ orNobody: true })
@Controller('v1/files/:id/content')
export class ContentController {
  constructor(
    private readonly asked: AskedFile,
    private readonly sender: ContentSender,
  ) {}

  @Get()
  @Streamed()
  @RedisFree('read-content')
  @ApiOperation({ summary: 'Its bytes, whole or in part; also with HEAD' })
  @ApiProduces('application/octet-stream')
  @ApiResponse({
    status: 200,
    description: 'All of it; typed, and an attachment where a browser would run it',
  })
  @ApiResponse({ status: 206, description: 'The one range asked for; several are answered with all of it' })
  @ApiResponse({ status: 304, description: 'What you have is what it is' })
  @ApiResponse({ status: 403, description: 'link_refused, file_quarantined' })
  @ApiResponse({ status: 404, description: 'not_found: there is none, or you may not read it' })
  @ApiResponse({ status: 409, description: 'file_scanning' })
  @ApiResponse({ status: 410, description: 'link_expired, gone' })
  @ApiResponse({ status: 412, description: 'precondition_failed' })
  @ApiResponse({ status: 416, description: 'range_not_satisfiable' })
  @ApiResponse({ status: 503, description: 'sharing_unavailable, content_unavailable' })
  async read(
    @CurrentCaller() caller: Caller | undefined,
    @Param('id', FileIdPipe) id: string,
    @Query() query: ContentQuery,
    @Headers() headers: Record<string, string | undefined>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.asked.of(id, caller, query);
    await this.sender.send(file, headers, query.download === '1', reply);
  }
}
