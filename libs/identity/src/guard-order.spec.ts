import { Controller, Get, Module } from '@nestjs/common';
import { ResilientRedisModule } from '@secureconnect/redis';
import { FailClosed, RedisFree } from '@secureconnect/resilience';
import { httpClient } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { Authenticated } from './authenticated.decorator';
import { identity, made } from './authentication-scene.contract';

@Authenticated()
@Controller()
class OutageController {
  @FailClosed('closed', 'redis')
  @Get('closed')
  closed(): void {
    return undefined;
  }

  @RedisFree('free')
  @Get('free')
  free(): void {
    return undefined;
  }
}

const nowhere = { url: 'redis://127.0.0.1:1' };

@Module({
  imports: [
    ResilientRedisModule.forRoot({ name: 'order', redis: nowhere, metrics: new Registry() }),
    identity(),
  ],
  controllers: [OutageController],
})
class OutageModule {}

describe('while Redis is away', () => {
  it('what is closed is refused before anybody is asked who she is', async () => {
    const app = await made(OutageModule);
    await app.listen(0, '127.0.0.1');
    const http = httpClient(await app.getUrl());
    expect((await http.get('/closed')).status).toBe(503);
    expect((await http.get('/free')).status).toBe(500); // There is no filter here that knows a 401.
    await app.close();
  });
});
