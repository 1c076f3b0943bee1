import { Body, Controller, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type OperatorAction } from '@secureconnect/contracts';
import { RedisFree } from '@secureconnect/resilience';
import { FromThePageGuard } from '../signing-in/from-the-page.guard';
import { SignedInOperator } from '../signing-in/signed-in-operator.decorator';
import { sessionOf } from '../signing-in/signed-in-operator.guard';
import { LeverDesk } from './lever-desk.service';
import { PullDto } from './pull.dto';

/** The levers of the page for operators, which work whatever is away. */
@SignedInOperator()
@RedisFree('operator-levers')
@ApiTags('operator')
@Controller('operator/levers')
export class LeversController {
  constructor(private readonly desk: LeverDesk) {}

  @Post()
  @HttpCode(200)
  @UseGuards(FromThePageGuard)
  @ApiOperation({ summary: 'Pull a lever at one instance or at all of a service; each is written down' })
  @ApiOkResponse({ schema: { type: 'object', description: 'actions: an OperatorAction for each instance' } })
  @ApiNotFoundResponse({ description: 'not_found: the gateway knows no such instance' })
  async pull(
    @Body() { service, origin, ...pull }: PullDto,
    @Req() request: object,
  ): Promise<{ actions: OperatorAction[] }> {
    const target = origin === undefined ? { service } : { service, origin };
    return { actions: await this.desk.pull(pull, target, sessionOf(request).name) };
  }
}
