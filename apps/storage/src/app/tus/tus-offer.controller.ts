import { Controller, HttpCode, Options, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { type FastifyReply } from 'fastify';
import { TusEndpoint } from './tus-endpoint';

/** What of the protocol of tus is spoken here, for whoever asks. */
@ApiTags('uploads')
@Public()
@Controller('v1/uploads/tus')
export class TusOfferController {
  constructor(private readonly tus: TusEndpoint) {}

  @Options()
  @HttpCode(204)
  @RedisFree('tus-offer')
  @ApiOperation({ summary: 'What is offered: `Tus-Version`, `Tus-Extension` and `Tus-Max-Size`' })
  @ApiNoContentResponse()
  offer(@Res({ passthrough: true }) reply: FastifyReply): void {
    void reply.headers(this.tus.offer);
  }
}
