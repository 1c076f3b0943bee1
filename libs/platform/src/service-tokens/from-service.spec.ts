import { Body, Controller, Get, Module, Post, Req } from '@nestjs/common';
import { RedisFree } from '@secureconnect/resilience';
import { httpClient, type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { FromService } from './from-service.decorator';
import { ServiceAwayError } from './service-away.error';
import { ServiceClients } from './service-clients.service';
import { SceneService } from './service-scene.contract';
import { ServiceTokens } from './service-tokens.service';

let asked = 0;
let answer: () => Promise<unknown> = () => Promise.resolve({});

@FromService('video')
@RedisFree('members')
@Controller('internal/members')
class MembersController {
  @Get()
  list(@Req() request: { id: string }): object {
    return { members: ['ada'], id: request.id };
  }

  @FromService('video', 'storage')
  @Post()
  isMember(@Body() body: object): object {
    return body;
  }

  @Get('slow')
  slow(): Promise<unknown> {
    asked += 1;
    return answer();
  }
}

@Module({ controllers: [MembersController] })
class ChatModule {}

describe('a handler for other services', () => {
  let postgres: PostgresServer;
  let chat: SceneService;
  let video: SceneService;
  let storage: SceneService;
  const statusOf = async (headers: Record<string, string>): Promise<string> => {
    const { status, json } = await httpClient(chat.url).get('/internal/members', { headers });
    return `${status} ${(json as { code?: string }).code ?? ''}`.trim();
  };
  const clientOf = ({ app }: SceneService) =>
    app.get(ServiceClients).to({
      ...{ name: 'chat', origin: chat.url, deadlineMs: 10_000 },
      breaker: { failureThreshold: 2, recoveryTimeoutMs: 3_600_000 },
    });

  beforeAll(async () => {
    postgres = await startPostgres();
    [chat, video, storage] = await Promise.all([
      SceneService.start('chat', postgres.url, ChatModule),
      SceneService.start('video', postgres.url),
      SceneService.start('storage', postgres.url),
    ]);
    await Promise.all([video, storage].map((service) => service.published()));
  }, 60_000);
  afterAll(async () => {
    await Promise.all([chat, video, storage].map((service) => service.close()));
    await postgres.close();
  });

  it('is asked by the service it names, in its own words', async () => {
    const { status, body } = await clientOf(video).ask({ path: '/internal/members' });
    expect({ status, body }).toMatchObject({ status: 200, body: { members: ['ada'] } });
  });

  it('is asked by each of several, with a body', async () => {
    for (const service of [video, storage]) {
      const request = { method: 'POST', path: '/internal/members', body: { user: 'ada' } } as const;
      expect(await clientOf(service).ask(request)).toEqual({ status: 201, body: { user: 'ada' } });
    }
  });

  it('is not asked by another service, however genuine', async () => {
    expect((await clientOf(storage).ask({ path: '/internal/members' })).status).toBe(403);
  });

  it('is not asked by nobody, by rubbish, nor with what was said to another service or for something else', async () => {
    const tokens = video.app.get(ServiceTokens);
    expect(await statusOf({})).toBe('401 not_authenticated');
    for (const token of ['x', tokens.sign('service+jwt', 'auth'), tokens.sign('client+jwt', 'chat')])
      expect(await statusOf({ 'x-service-token': token })).toBe('401 not_authenticated');
    expect(await statusOf({ authorization: `Bearer ${tokens.sign('service+jwt', 'chat')}` })).toBe(
      '401 not_authenticated',
    );
    expect(await statusOf({ 'x-service-token': storage.tokensAs('video').sign('service+jwt', 'chat') })).toBe(
      '401 not_authenticated',
    );
    expect(await statusOf({ 'x-service-token': tokens.sign('service+jwt', 'chat') })).toBe('200');
  });

  it('is not asked again and again while it does not answer in time', async () => {
    const impatient = video.app.get(ServiceClients).to({
      ...{ name: 'chat', origin: chat.url, deadlineMs: 200 },
      breaker: { failureThreshold: 2, recoveryTimeoutMs: 3_600_000 },
    });
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    answer = () => held.then(() => ({}));
    const slow = { path: '/internal/members/slow' };
    for (let times = 0; times < 4; times += 1)
      await expect(impatient.ask(slow)).rejects.toThrow(ServiceAwayError);
    await until('the breaker to be open', () => impatient.breaker.state === 'open');
    expect(asked).toBeLessThanOrEqual(2);
    release();
  });

  it('that answers with an error is not away', async () => {
    const client = clientOf(video);
    for (let times = 0; times < 3; times += 1)
      expect((await client.ask({ path: '/internal/nothing' })).status).toBe(404);
    expect(client.breaker.state).toBe('closed');
  });
});
