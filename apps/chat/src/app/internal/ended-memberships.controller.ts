import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { FromService } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { AskedMembershipsDto, EndedMembershipsDto } from './ended-memberships.dto';
import { RecordedMemberships } from './recorded-membership.adapter';

/** Who is not in a conversation any more, for services that let people do things in it for long. */
@ApiTags('internal')
@FromService('video', 'storage')
@Controller('internal/memberships')
export class EndedMembershipsController {
  constructor(private readonly memberships: RecordedMemberships) {}

  @Post('ended')
  @HttpCode(200)
  @RedisFree('internal-memberships-ended')
  @ApiOperation({ summary: 'Which of these people are not in these conversations' })
  @ApiOkResponse({ type: EndedMembershipsDto })
  @ApiUnprocessableEntityResponse({ description: 'validation_failed' })
  async ended(@Body() { memberships }: AskedMembershipsDto): Promise<EndedMembershipsDto> {
    return { ended: await this.memberships.endedOf(memberships) };
  }
}
