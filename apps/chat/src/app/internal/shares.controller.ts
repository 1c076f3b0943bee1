import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { FromService } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { RecordedShares } from './recorded-shares.adapter';
import { ShareDto, ShareQuery } from './shares.dto';

/** Whether a file was sent to somebody, for the service that keeps files. */
@ApiTags('internal')
@FromService('storage')
@Controller('internal/files/:id/shares')
export class InternalSharesController {
  constructor(private readonly shares: RecordedShares) {}

  @Get()
  @RedisFree('internal-share')
  @ApiOperation({
    summary: 'Whether its owner sent a file into a conversation where another may read it now',
  })
  @ApiOkResponse({ type: ShareDto })
  async read(
    @Param('id', ParseUUIDPipe) fileId: string,
    @Query() { owner_id: ownerId, user_id: userId }: ShareQuery,
  ): Promise<ShareDto> {
    return { shared: await this.shares.has(fileId, ownerId, userId) };
  }
}
