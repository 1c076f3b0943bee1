import { CreateJobs1763694000000 } from '@secureconnect/jobs';
import { type ServiceDefinition } from '@secureconnect/platform';
import { ReadRevocations1763720000000 } from '@secureconnect/revocation-store';
import { AppModule } from './app.module';
import { ProxyDoor } from './door/proxy-door';
import { limitSettings } from './limits/limit.settings';
import { CreateOperatorActions1763760000000 } from './operator/levers/create-operator-actions.migration';
import { operatorSettings } from './operator/operator.settings';
import { proxySettings } from './proxy/proxy.settings';
import { socketSettings } from './sockets/socket.settings';
import { upstreamSettings } from './upstreams/upstream.settings';

/** What makes this process the gateway. */
export const service: ServiceDefinition = {
  name: 'gateway',
  module: AppModule,
  door: ProxyDoor,
  settings: {
    ...upstreamSettings,
    ...proxySettings,
    ...limitSettings,
    ...socketSettings,
    ...operatorSettings,
  },
  migrations: [CreateJobs1763694000000, ReadRevocations1763720000000, CreateOperatorActions1763760000000],
};
