import { Inject, Injectable } from '@nestjs/common';
import { mostEventBytes } from '@secureconnect/contracts';
import { SETTINGS } from '@secureconnect/platform';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { RequestHead } from '../../door/request-head';
import { requestNames } from '../../proxy/request-names';
import { SocketAdmission } from '../entrance/socket-admission.service';
import { SocketEntrance } from '../entrance/socket-entrance.service';
import { SocketRefusals } from '../entrance/socket-refusals.service';
import { type Visit } from '../entrance/visit';
import { SocketLog } from '../socket-log.service';
import { SOCKET_TIMES, type SocketTimes } from '../socket.options';
import { type SocketValues } from '../socket.settings';
import { checkPoll } from './check-poll';
import { endsSession } from './packets';
import { answerPackets, answerPreflight, answerTaken, leaveToRead, pollHeaders } from './poll-answers';
import { PollForwarder, type PollRequest } from './poll-forwarder.service';
import { type PolledSocket, type WaitingPoll } from './polled-socket';
import { PolledSockets } from './polled-sockets.service';
import { PollingOpener } from './polling-opener.service';
import { PollingGate } from './polling-gate.service';
import { readBody } from './read-body';

/** Serves those who poll where they cannot have a WebSocket. */
@Injectable()
export class PollingDoor {
  constructor(
    private readonly entrance: SocketEntrance,
    private readonly admission: SocketAdmission,
    private readonly polls: PolledSockets,
    private readonly opener: PollingOpener,
    private readonly gate: PollingGate,
    private readonly forwarder: PollForwarder,
    private readonly refusals: SocketRefusals,
    private readonly log: SocketLog,
    @Inject(SETTINGS) private readonly settings: Pick<SocketValues, 'UPSTREAM_DEADLINE_MS'>,
    @Inject(SOCKET_TIMES) private readonly times: SocketTimes,
  ) {}

  /** Answers every request. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const head = new RequestHead(request);
    const names = requestNames(head);
    let visit: Visit | undefined;
    try {
      visit = this.entrance.read(request, head, names);
      if (request.method === 'OPTIONS') return answerPreflight(response, visit);
      checkPoll(request, visit);
      await this.serveVisit(visit, request, response);
    } catch (error) {
      const leave = visit && leaveToRead(visit);
      const status = this.refusals.answer(response, error, names.requestId, leave);
      this.log.asked('polling', visit, status);
    }
  }

  private async serveVisit(visit: Visit, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sid = visit.query.get('sid');
    if (sid === null) return this.open(visit, response);
    const polled = await this.polls.of(sid, visit);
    await this.admission.checkPoll(visit, polled.owned);
    if (request.method === 'GET') return this.poll(visit, polled, response);
    return this.send(visit, polled, request, response);
  }

  private async open(visit: Visit, response: ServerResponse): Promise<void> {
    await this.opener.open(visit, response);
    this.log.asked('polling', visit, response.statusCode);
  }

  /** Waits with the client for what the service, or the gateway, has to say. */
  private async poll(visit: Visit, polled: PolledSocket, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    const waiting: WaitingPoll = {
      answer: (packets) => {
        answerPackets(response, visit, packets);
        gone.abort();
      },
    };
    const last = polled.wait(waiting);
    response.once('close', () => gone.abort());
    try {
      if (last !== undefined) return answerPackets(response, visit, last);
      const { pollMs: deadlineMs } = this.times;
      await this.forward({ visit, polled, deadlineMs, signal: gone.signal }, response);
    } catch (error) {
      // What was given up has been answered, or there is nobody to answer.
      if (!gone.signal.aborted) throw error;
    } finally {
      polled.seen(waiting);
      if (polled.hasParted) this.polls.forget(polled);
    }
  }

  private async send(
    visit: Visit,
    polled: PolledSocket,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { UPSTREAM_DEADLINE_MS: deadlineMs } = this.settings;
    const body = await readBody(request, mostEventBytes, deadlineMs);
    if (!(await this.gate.lets(polled, body, visit))) return answerTaken(response, visit);
    polled.seen();
    await this.forward({ visit, polled, deadlineMs, body }, response);
    if (endsSession(body)) this.polls.forget(polled);
  }

  /** A service that calls a request of a session malformed knows none such, or ends it. */
  private async forward(
    { polled, ...asked }: Omit<PollRequest, 'instance'> & { readonly polled: PolledSocket },
    response: ServerResponse,
  ): Promise<void> {
    const answer = await this.forwarder.ask({ ...asked, instance: polled.home.instance });
    if (answer.status === 400) this.polls.forget(polled);
    await this.forwarder.relay(answer, response, pollHeaders(asked.visit));
  }
}
