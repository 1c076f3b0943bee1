import { answerInstead } from '@secureconnect/platform';
import { Injectable } from '@nestjs/common';
import { type Caller, NotAuthenticatedError } from '@secureconnect/identity';
import { type IncomingMessage } from 'node:http';
import { type Socket } from 'node:net';
import { SocketAdmission } from '../entrance/socket-admission.service';
import { SocketEntrance } from '../entrance/socket-entrance.service';
import { SocketRefusals } from '../entrance/socket-refusals.service';
import { type Visit } from '../entrance/visit';
import { SocketGate } from '../gate/socket-gate.service';
import { OpenSockets } from '../live/open-sockets.service';
import { ProxiedSocket } from '../pair/proxied-socket';
import { type PolledSocket } from '../polling/polled-socket';
import { RequestHead } from '../../door/request-head';
import { beginHandshake } from '../../proxy/exchange-span';
import { requestNames } from '../../proxy/request-names';
import { PolledSockets } from '../polling/polled-sockets.service';
import { SocketLog } from '../socket-log.service';
import { checkUpgrade } from './check-upgrade';
import { relayRefusal } from './relay-refusal';
import { ServiceHandshakes } from './service-handshakes.service';
import { switchingProtocols } from './switching-protocols';
import { type Handshake } from './upstream-handshake';

/** What a WebSocket that was asked for has, before there is one. */
interface Wanted {
  readonly visit: Visit;
  readonly client: Socket;
  readonly head: Buffer;
  readonly polled: PolledSocket | undefined;
  readonly caller: Caller | undefined;
}

/** Opens WebSockets between clients and services. */
@Injectable()
export class UpgradeDoor {
  constructor(
    private readonly entrance: SocketEntrance,
    private readonly admission: SocketAdmission,
    private readonly polls: PolledSockets,
    private readonly services: ServiceHandshakes,
    private readonly gate: SocketGate,
    private readonly open: OpenSockets,
    private readonly refusals: SocketRefusals,
    private readonly log: SocketLog,
  ) {}

  /** Answers every request for one, with a WebSocket or with what is wrong. */
  async upgrade(request: IncomingMessage, client: Socket, head: Buffer): Promise<void> {
    // A close follows, and says all there is to say.
    client.on('error', () => undefined);
    const requestHead = new RequestHead(request);
    const names = beginHandshake(requestNames(requestHead), requestHead.traceparent);
    let visit: Visit | undefined;
    try {
      visit = this.entrance.read(request, requestHead, names);
      checkUpgrade(request);
      const wanted = await this.admit(visit, client, head);
      const shaken = await this.services.shake(visit, wanted.polled?.home.instance);
      this.proceed(request, wanted, shaken);
    } catch (error) {
      if (client.destroyed) return;
      const status = this.refusals.answer(answerInstead(request, client), error, names.requestId);
      this.log.asked('websocket', visit, status);
    }
  }

  private async admit(visit: Visit, client: Socket, head: Buffer): Promise<Wanted> {
    const sid = visit.query.get('sid');
    if (sid !== null) return this.follow(sid, visit, client, head);
    const { network } = visit.client;
    this.admission.takePlace(network);
    client.once('close', () => this.admission.leavePlace(network));
    return { visit, client, head, polled: undefined, caller: await this.admission.admit(visit) };
  }

  /** One that polls already has its place, and one WebSocket may take over from it. */
  private async follow(sid: string, visit: Visit, client: Socket, head: Buffer): Promise<Wanted> {
    await this.admission.checkOpening(visit);
    const polled = await this.polls.of(sid, visit);
    if (polled.isFollowed || polled.isSilent) throw new NotAuthenticatedError('');
    polled.follow(client);
    return { visit, client, head, polled, caller: polled.owned };
  }

  private proceed(request: IncomingMessage, wanted: Wanted, shaken: Handshake): void {
    const { client, visit } = wanted;
    if (shaken.kind === 'refused')
      return relayRefusal(shaken.answer, answerInstead(request, client), visit.requestId);
    if (client.destroyed) return void shaken.socket.destroy();
    try {
      client.write(switchingProtocols(shaken.answer, visit.requestId));
    } catch (error) {
      shaken.socket.destroy();
      throw error;
    }
    this.log.asked('websocket', visit, 101);
    const pair = new ProxiedSocket(client, shaken.socket);
    if (shaken.head.length > 0) pair.fromService(shaken.head);
    void this.letIn(pair, wanted);
  }

  private async letIn(pair: ProxiedSocket, { visit, head, polled, caller }: Wanted): Promise<void> {
    const isFollower = polled !== undefined;
    if (caller) return this.open.add(pair, { caller, held: head }, visit.route, isFollower);
    const letIn = await this.gate.pass(pair, head, visit, polled?.known);
    if (letIn) this.open.add(pair, letIn, visit.route, isFollower);
  }
}
