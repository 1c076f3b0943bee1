import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { type Page, type ReceiptWire } from '@secureconnect/contracts';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { PageQuery } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { ConversationId } from '../conversations/path-ids.decorator';
import { ApiRepeatable } from '../messages/repeatable.decorator';
import { ListReceipts } from './list-receipts.use-case';
import { MarkReceipt } from './mark-receipt.use-case';
import { ReceiptDto, ReceiptMarkDto, ReceiptsDto } from './receipts.dto';

/** How far each member has had delivered, and has read. */
@ApiTags('receipts')
@Authenticated()
@ApiNotFoundResponse({ description: 'conversation_unknown' })
@Controller('v1/conversations/:id')
export class ReceiptsController {
  constructor(
    private readonly mark: MarkReceipt,
    private readonly list: ListReceipts,
  ) {}

  @Put('read')
  @RedisFree('mark-read')
  @ApiOperation({ summary: 'You have read up to this message; an earlier one than before changes nothing' })
  @ApiOkResponse({ type: ReceiptDto, description: 'How far you are' })
  @ApiUnprocessableEntityResponse({ description: 'validation_failed, beyond_the_end' })
  @ApiRepeatable()
  read(
    @CurrentCaller() caller: Caller,
    @ConversationId() conversationId: string,
    @Body() { seq }: ReceiptMarkDto,
  ): Promise<ReceiptWire> {
    return this.mark.execute({ caller, conversationId, kind: 'read', seq });
  }

  @Put('delivered')
  @RedisFree('mark-delivered')
  @ApiOperation({ summary: 'A device of yours has had up to this message; an earlier one changes nothing' })
  @ApiOkResponse({ type: ReceiptDto, description: 'How far you are' })
  @ApiUnprocessableEntityResponse({ description: 'validation_failed, beyond_the_end' })
  @ApiRepeatable()
  delivered(
    @CurrentCaller() caller: Caller,
    @ConversationId() conversationId: string,
    @Body() { seq }: ReceiptMarkDto,
  ): Promise<ReceiptWire> {
    return this.mark.execute({ caller, conversationId, kind: 'delivered', seq });
  }

  @Get('receipts')
  @RedisFree('list-receipts')
  @ApiOperation({ summary: 'How far each member is' })
  @ApiOkResponse({ type: ReceiptsDto })
  @ApiBadRequestResponse({ description: 'invalid_cursor: not of this conversation' })
  receipts(
    @CurrentCaller() caller: Caller,
    @ConversationId() conversationId: string,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<Page<ReceiptWire>> {
    return this.list.execute({ caller, conversationId, limit, cursor });
  }
}
