import { Inject, Injectable } from '@nestjs/common';
import { type Caller } from '@secureconnect/identity';
import { SETTINGS } from '@secureconnect/platform';
import { type ServerResponse } from 'node:http';
import { SocketAdmission } from '../entrance/socket-admission.service';
import { type Visit } from '../entrance/visit';
import { type SocketValues } from '../socket.settings';
import { type UpstreamInstance } from '../../upstreams/upstream-instance';
import { UpstreamUnavailableError } from '../../upstreams/upstream-unavailable.error';
import { Upstreams } from '../../upstreams/upstreams';
import { openedSession } from './packets';
import { answerPackets, pollHeaders } from './poll-answers';
import { type PollAnswer, PollForwarder } from './poll-forwarder.service';
import { PolledSockets } from './polled-sockets.service';

/** Opens the sessions of those who poll. */
@Injectable()
export class PollingOpener {
  constructor(
    private readonly admission: SocketAdmission,
    private readonly upstreams: Upstreams,
    private readonly forwarder: PollForwarder,
    private readonly polls: PolledSockets,
    @Inject(SETTINGS) private readonly settings: Pick<SocketValues, 'UPSTREAM_DEADLINE_MS'>,
  ) {}

  /** The place that the address takes is the session's from then on; where none comes of it, it is left again. */
  async open(visit: Visit, response: ServerResponse): Promise<void> {
    const { network } = visit.client;
    this.polls.checkRoom();
    this.admission.takePlace(network);
    let isKept = false;
    try {
      const caller = await this.admission.admit(visit);
      const instance = this.upstreams.of(visit.route.upstream).choose(network);
      if (!instance) throw new UpstreamUnavailableError('');
      const answer = await this.ask(visit, instance);
      if (answer.status !== 200) return await this.forwarder.relay(answer, response, pollHeaders(visit));
      const packets = await answer.body.text();
      isKept = this.keep(packets, visit, instance, caller);
      answerPackets(response, visit, packets);
    } finally {
      if (!isKept) this.admission.leavePlace(network);
    }
  }

  private ask(visit: Visit, instance: UpstreamInstance): Promise<PollAnswer> {
    return this.forwarder.ask({ visit, instance, deadlineMs: this.settings.UPSTREAM_DEADLINE_MS });
  }

  private keep(packets: string, visit: Visit, instance: UpstreamInstance, caller?: Caller): boolean {
    const sid = openedSession(packets);
    if (sid === undefined) throw new UpstreamUnavailableError('');
    const { route, client } = visit;
    this.polls.open({ sid, network: client.network, route, instance }, caller);
    return true;
  }
}
