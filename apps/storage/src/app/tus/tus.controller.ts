import { Controller, Delete, Head, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { Streamed } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { TusEndpoint, tusVersion } from './tus-endpoint';

/** Resumable uploads, by the protocol of tus 1.0. */
@ApiTags('uploads')
@ApiHeader({ name: 'Tus-Resumable', required: true, schema: { type: 'string', enum: ['1.0.0'] } })
@Authenticated()
@Controller('v1/uploads/tus')
export class TusController {
  constructor(private readonly tus: TusEndpoint) {}

  @Post()
  @Streamed()
  @RedisFree('tus-create')
  @ApiOperation({
    summary: 'Begin one: `Upload-Length`, and in `Upload-Metadata` filename, filetype and sha256 (hex)',
  })
  create(@CurrentCaller() caller: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.answer(caller, request, reply);
  }

  @Head(':id')
  @RedisFree('tus-offset')
  @ApiOperation({ summary: 'How far it came: `Upload-Offset`' })
  offset(@CurrentCaller() caller: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.answer(caller, request, reply);
  }

  @Patch(':id')
  @Streamed()
  @RedisFree('tus-append')
  @ApiOperation({ summary: 'Go on from `Upload-Offset`; the last byte makes the file: `Upload-File-Id`' })
  @ApiNoContentResponse()
  append(@CurrentCaller() caller: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.answer(caller, request, reply);
  }

  @Delete(':id')
  @RedisFree('tus-drop')
  @ApiOperation({ summary: 'Give it up; its room is free at once' })
  @ApiNoContentResponse()
  drop(@CurrentCaller() caller: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.answer(caller, request, reply);
  }

  private async answer({ userId }: Caller, { raw }: FastifyRequest, reply: FastifyReply): Promise<void> {
    // Refusals say so too.
    void reply.headers({ 'tus-resumable': tusVersion, 'tus-version': tusVersion });
    const response = await this.tus.serve(userId, raw);
    for (const [name, value] of response.headers) {
      // Who may ask from elsewhere is decided in one place, for all routes.
      if (!name.startsWith('access-control-')) void reply.header(name, value);
    }
    await reply.status(response.status).send((await response.text()) || undefined);
  }
}
