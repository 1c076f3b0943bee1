import { Controller, Get, Req, Res } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { type FleetStatus } from '@secureconnect/contracts';
import { Streamed } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { ActionLog } from '../levers/action-log.service';
import { SignedInOperator } from '../signing-in/signed-in-operator.decorator';
import { sessionOf } from '../signing-in/signed-in-operator.guard';
import { FleetReporter } from './fleet-reporter.service';
import { FleetWatch } from './fleet-watch.service';
import { StatusListeners } from './status-listeners.service';

const freshMs = 1_000;

/** How every instance of every service is, for operators: once, or as it changes. */
@SignedInOperator()
@RedisFree('operator-status')
@ApiTags('operator')
@Controller('operator')
export class StatusController {
  constructor(
    private readonly fleet: FleetWatch,
    private readonly reporter: FleetReporter,
    private readonly actions: ActionLog,
    private readonly listeners: StatusListeners,
  ) {}

  @Get('status')
  @ApiOperation({ summary: 'How every instance of every service is; whoever hangs is shown as unreachable' })
  @ApiOkResponse({ schema: { type: 'object', description: 'FleetStatus' } })
  async status(): Promise<FleetStatus> {
    void this.actions.refresh();
    await this.fleet.lookAgainAfter(freshMs);
    return this.reporter.now();
  }

  @Get('events')
  @Streamed()
  @ApiOperation({ summary: 'The same, again and again as server-sent events: status, signed-out' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiServiceUnavailableResponse({ description: 'overloaded: too many listen' })
  events(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    void reply.header('content-type', 'text/event-stream').header('x-accel-buffering', 'no');
    // Who asks for the head alone reads nothing, and takes no place.
    if (request.method === 'HEAD') return void reply.send();
    const stream = this.listeners.open(sessionOf(request).until);
    reply.raw.once('close', () => stream.destroy());
    void reply.send(stream);
  }
}
