import { type Provider } from '@nestjs/common';
import { SETTINGS } from '@secureconnect/platform';
import { SocketDoor } from '../door/socket-door';
import { SocketAdmission } from './entrance/socket-admission.service';
import { SocketEntrance } from './entrance/socket-entrance.service';
import { SocketLimits } from './entrance/socket-limits.service';
import { SocketRefusals } from './entrance/socket-refusals.service';
import { SocketGate } from './gate/socket-gate.service';
import { GatewaySocketDoor } from './gateway-socket-door.service';
import { LiveSockets } from './live/live-sockets';
import { OpenSockets } from './live/open-sockets.service';
import { RevokedSockets } from './live/revoked-sockets.service';
import { PollForwarder } from './polling/poll-forwarder.service';
import { PolledSockets } from './polling/polled-sockets.service';
import { PollingDoor } from './polling/polling-door.service';
import { PollingGate } from './polling/polling-gate.service';
import { PollingOpener } from './polling/polling-opener.service';
import { SocketLog } from './socket-log.service';
import { SocketMetrics } from './socket-metrics.service';
import { defaultSocketTimes, SOCKET_TIMES } from './socket.options';
import { type SocketValues } from './socket.settings';
import { ServiceHandshakes } from './upgrade/service-handshakes.service';
import { UpgradeDoor } from './upgrade/upgrade-door.service';

const live: Provider = {
  provide: LiveSockets,
  inject: [SETTINGS],
  useFactory: ({ SOCKETS_PER_USER }: SocketValues) => new LiveSockets(SOCKETS_PER_USER),
};

/** All that sockets through the gateway are made of. */
export const socketProviders: Provider[] = [
  ...[live, SocketMetrics, SocketLog, { provide: SOCKET_TIMES, useValue: defaultSocketTimes }],
  ...[SocketEntrance, SocketAdmission, SocketLimits, SocketRefusals],
  ...[OpenSockets, RevokedSockets, SocketGate, ServiceHandshakes, UpgradeDoor],
  ...[PolledSockets, PollForwarder, PollingOpener, PollingGate, PollingDoor],
  ...[GatewaySocketDoor, { provide: SocketDoor, useExisting: GatewaySocketDoor }],
];
