import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { InjectSettings } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { type StorageValues } from '../storage.settings';
import { QuotaRecord } from './quota-record.adapter';

/** The room somebody has. */
export class QuotaDto {
  @ApiProperty({ description: 'Bytes of files.' })
  used: number;

  @ApiProperty({ description: 'Bytes promised to uploads that are under way.' })
  reserved: number;

  @ApiProperty({ description: 'Bytes there may be of both.' })
  limit: number;
}

/** How much room there is. */
@ApiTags('quota')
@Authenticated()
@Controller('v1/quota')
export class QuotaController {
  constructor(
    private readonly record: QuotaRecord,
    @InjectSettings() private readonly values: StorageValues,
  ) {}

  @Get()
  @RedisFree('read-quota')
  @ApiOperation({ summary: 'The room you have, and what is taken of it' })
  @ApiOkResponse({ type: QuotaDto })
  read(@CurrentCaller() { userId }: Caller): Promise<QuotaDto> {
    return this.record.of(userId, this.values.STORAGE_QUOTA_BYTES);
  }
}
