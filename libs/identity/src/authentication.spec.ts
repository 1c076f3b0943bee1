import { Body, Controller, Get, Post, Req } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyRequest } from 'fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { errorCodes } from '@secureconnect/contracts';
import { callerIdOf, type ProblemError, Public } from '@secureconnect/platform';
import { httpClient } from '@secureconnect/testing';
import { Authenticated } from './authenticated.decorator';
import { applicationOf, auth, clock, keys, letIn, revocations } from './authentication-scene.contract';
import { type Caller } from './caller';
import { CurrentCaller } from './current-caller.decorator';
import { TokenKeysUnknownError } from './token-keys-unknown.error';
import { claimsAt, makeSigner, tokenOf } from './token-scene.contract';

@Authenticated()
@Controller('things')
class ThingsController {
  @Get('mine')
  mine(@CurrentCaller() { userId }: Caller, @Req() request: FastifyRequest): object {
    return { userId, keysOf: callerIdOf(request) };
  }

  @Public()
  @Get('open')
  open(@Req() request: FastifyRequest, @CurrentCaller() caller?: Caller): object {
    return { caller: caller ?? null, keysOf: callerIdOf(request) };
  }

  @Authenticated({ orNobody: true })
  @Get('either')
  either(@CurrentCaller() caller?: Caller): object {
    return { userId: caller?.userId ?? null };
  }

  @Authenticated({ roles: ['admin'] })
  @Get('all')
  all(): object {
    return {};
  }

  @Authenticated({ recentMs: 300_000 })
  @Post('address')
  address(@Body() body: object): object {
    return body;
  }

  @Authenticated({ roles: ['admin'], mfa: true })
  @Get('secret')
  secret(): object {
    return {};
  }
}

describe.each([
  ['while memory can say what is revoked', true],
  ['while others have to be asked', false],
])('a handler, %s,', (_when, isCurrent) => {
  let app: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    revocations.isCurrent = isCurrent;
    await keys.publish(auth);
    app = await applicationOf(ThingsController);
    app.useGlobalFilters({
      catch: (error: ProblemError, host) => {
        const reply = host
          .switchToHttp()
          .getResponse<{ status(code: number): { send(body: object): void } }>();
        reply.status(errorCodes[error.code].status).send({ code: error.code });
      },
    });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  beforeEach(() => {
    clock.now = Date.now();
    revocations.revoked = new Set();
    revocations.fault = undefined;
  });
  afterAll(() => app.close());

  const signed = (change: Record<string, unknown> = {}) => {
    const claims = claimsAt(clock.now, change);
    return { claims, token: tokenOf(auth, claims) };
  };
  const ask = async (path: string, authorization?: string, method = 'GET') => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const {
      status,
      json,
      headers: given,
    } = await httpClient(url).request(method, `/things/${path}`, { headers });
    return { status, json, challenge: given['www-authenticate'] };
  };
  const refused = (status: number, code: string) => ({ status, json: { code }, challenge: 'Bearer' });

  it('is called by whoever has signed in, and is told who that is', async () => {
    const { claims, token } = signed();
    expect(await ask('mine', `Bearer ${token}`)).toMatchObject({ status: 200, json: { userId: claims.sub } });
    expect(await ask('mine', `bearer ${token}`)).toMatchObject({ status: 200 });
  });

  it.each([
    ['without a token', undefined],
    ['with an empty one', 'Bearer '],
    ['with another scheme', 'Basic YTpi'],
    ['with two tokens', 'Bearer a.b.c d.e.f'],
  ])('is not called %s', async (_how, authorization) => {
    expect(await ask('mine', authorization)).toEqual(refused(401, 'not_authenticated'));
  });

  it('has its idempotency keys for each caller alone', async () => {
    const { claims, token } = signed();
    expect((await ask('mine', `Bearer ${token}`)).json).toMatchObject({ keysOf: claims.sub });
    expect((await ask('open', `Bearer ${token}`)).json).toMatchObject({ keysOf: 'anonymous 127.0.0.1' });
  });

  it('does not take a token from anywhere but its header', async () => {
    const { token } = signed();
    const from = { cookie: `access_token=${token}; authorization=Bearer ${token}`, 'x-authorization': token };
    const path = `/things/mine?access_token=${token}&authorization=Bearer%20${token}`;
    expect((await httpClient(url).get(path, { headers: from })).status).toBe(401);
  });

  it('does not believe a header that says who asks', async () => {
    const headers = { 'x-user-id': 'ada', 'x-user-role': 'admin' };
    expect((await httpClient(url).get('/things/all', { headers })).status).toBe(401);
  });

  it.each([['jti'], ['sid'], ['sub']] as const)('is not called when the %s was revoked', async (claim) => {
    const { claims, token } = signed();
    expect((await ask('mine', `Bearer ${token}`)).status).toBe(200);
    revocations.revoked.add(claims[claim]);
    expect(await ask('mine', `Bearer ${token}`)).toEqual(refused(401, 'token_revoked'));
    expect(revocations.asked.at(-1)).toEqual({
      ...{ id: claims.jti, sessionId: claims.sid, userId: claims.sub, issuedAtMs: claims.iat_ms },
    });
  });

  it('does not ask whether something was revoked that is not genuine', async () => {
    const before = revocations.asked.length;
    await ask('mine', `Bearer ${tokenOf(makeSigner('of-auth'), claimsAt(clock.now))}`);
    expect(revocations.asked.length).toBe(before);
  });

  it('is not called while nobody can say whether the token counts', async () => {
    revocations.fault = new TokenKeysUnknownError();
    expect((await ask('mine', `Bearer ${signed().token}`)).status).toBe(503);
  });

  it('for one role is not called by another, and a revoked token is not told which', async () => {
    const { claims, token } = signed();
    const refusal = { status: 403, json: { code: 'not_allowed' }, challenge: undefined };
    expect(await ask('all', `Bearer ${token}`)).toEqual(refusal);
    expect((await ask('all', `Bearer ${signed({ role: 'admin' }).token}`)).status).toBe(200);
    revocations.revoked.add(claims.sid);
    expect((await ask('all', `Bearer ${token}`)).json).toEqual({ code: 'token_revoked' });
  });

  it('that needs a fresh proof is not called by who has shown it long ago', async () => {
    const before = signed({ auth_time: Math.floor(clock.now / 1_000) - 301 });
    expect(await ask('address', `Bearer ${before.token}`, 'POST')).toEqual(
      refused(401, 'reauthentication_required'),
    );
    expect((await ask('address', `Bearer ${signed().token}`, 'POST')).status).toBe(201);
  });

  it('that needs a second factor is not called by who has not shown one', async () => {
    const admin = { role: 'admin' };
    expect((await ask('secret', `Bearer ${signed(admin).token}`)).json).toEqual({
      code: 'mfa_enrolment_required',
    });
    expect((await ask('secret', `Bearer ${signed({ ...admin, amr: ['pwd', 'otp'] }).token}`)).status).toBe(
      200,
    );
  });

  it('for anybody is called by anybody, whatever token is shown', async () => {
    expect(await ask('open')).toMatchObject({ status: 200, json: { caller: null } });
    expect(await ask('open', 'Bearer x')).toMatchObject({ status: 200, json: { caller: null } });
  });

  it('for those who need not have signed in refuses a token that is no good all the same', async () => {
    const { claims, token } = signed();
    expect((await ask('either')).json).toEqual({ userId: null });
    expect((await ask('either', `Bearer ${token}`)).json).toEqual({ userId: claims.sub });
    revocations.revoked.add(claims.sid);
    expect((await ask('either', `Bearer ${token}`)).status).toBe(401);
    expect((await ask('either', 'Bearer x')).status).toBe(401);
  });

  it('tells of who was let in, and of nobody else', async () => {
    const { claims, token } = signed();
    letIn.length = 0;
    await ask('open', `Bearer ${token}`);
    await ask('mine', 'Bearer x');
    expect(letIn).toEqual([]);
    await ask('mine', `Bearer ${token}`);
    expect(letIn).toEqual([claims.sub]);
    revocations.revoked.add(claims.sid);
    await ask('mine', `Bearer ${token}`);
    expect(letIn).toEqual([claims.sub]);
  });

  it('shows in the document what it asks for', () => {
    const document = SwaggerModule.createDocument(app, new DocumentBuilder().addBearerAuth().build());
    const of = (path: string) => document.paths[`/things/${path}`]?.get;
    expect(of('mine')?.security).toEqual([{ bearer: [] }]);
    expect(Object.keys(of('mine')?.responses ?? {})).toEqual(expect.arrayContaining(['401']));
    expect(Object.keys(of('all')?.responses ?? {})).toEqual(expect.arrayContaining(['401', '403']));
  });
});
