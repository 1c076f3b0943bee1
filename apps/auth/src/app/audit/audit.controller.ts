import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '@secureconnect/identity';
import { toPage } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { AuditTrail } from './audit-trail.adapter';
import { AuditEventDto, AuditEventsDto, AuditQuery } from './audit.dto';

/** What happened that matters for security, for administrators. */
@ApiTags('administration')
@Authenticated({ roles: ['admin'], mfa: true })
@Controller('v1/auth/audit')
export class AuditController {
  constructor(private readonly trail: AuditTrail) {}

  @Get()
  @RedisFree('list-audit-events')
  @ApiOperation({ summary: 'Security events, the latest first' })
  @ApiOkResponse({ type: AuditEventsDto })
  async index(@Query() query: AuditQuery): Promise<AuditEventsDto> {
    const { user_id: userId, ...listing } = query;
    const found = await this.trail.find({ ...listing, userId });
    const { items, next_cursor } = toPage(found, query.limit, ({ createdAt, id }) => [createdAt, id]);
    return { items: items.map((event) => AuditEventDto.of(event)), next_cursor };
  }
}
