import { Module } from '@nestjs/common';
import { EdgeModule } from '../edge/edge.module';
import { LimitsModule } from '../limits/limits.module';
import { PageModule } from '../page/page.module';
import { AccessLog } from '../proxy/access-log';
import { ExchangeParts } from '../proxy/exchange-parts';
import { RouteLines } from '../routes/route-lines';
import { SocketsModule } from '../sockets/sockets.module';
import { UpstreamsModule } from '../upstreams/upstreams.module';
import { Admission } from './admission';
import { Cors } from './cors';
import { ProxyDoor } from './proxy-door';

/** What every request but those for the gateway itself goes through. */
@Module({
  imports: [EdgeModule, LimitsModule, PageModule, SocketsModule, UpstreamsModule],
  providers: [ProxyDoor, Admission, Cors, RouteLines, ExchangeParts, AccessLog],
})
export class DoorModule {}
