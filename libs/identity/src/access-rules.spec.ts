import { Controller, Get, Post, UseGuards } from '@nestjs/common';
import { SubscribeMessage } from '@nestjs/websockets';
import { OperatorGuard, Public } from '@secureconnect/platform';
import { Authenticated } from './authenticated.decorator';
import { applicationOf } from './authentication-scene.contract';

describe('a service', () => {
  const starting = async (controller: new () => object): Promise<string> => {
    const app = await applicationOf(controller);
    const said = await app.init().then(
      () => 'started',
      (error: Error) => error.message,
    );
    await app.close().catch(() => undefined); // One that has not started has nothing to close.
    return said;
  };

  it('does not start with a handler that does not say who may call it, and names each', async () => {
    @Controller('forgotten')
    class ForgottenController {
      @Get()
      list(): void {
        return undefined;
      }

      @Public()
      @Post()
      make(): void {
        return undefined;
      }
    }
    const said = await starting(ForgottenController);
    expect(said).toMatch(/ForgottenController\.list does not say who may call it\. Put @Authenticated/);
    expect(said).not.toMatch(/ForgottenController\.make/);
  });

  it('does not start with a handler that is open by descent', async () => {
    @Public()
    @Controller('base')
    class BaseController {
      @Get()
      list(): void {
        return undefined;
      }
    }
    @Controller('derived')
    class DerivedController extends BaseController {}
    expect(await starting(DerivedController)).toMatch(/DerivedController\.list does not say/);
  });

  it('does not start with a handler that says two things at once', async () => {
    @Controller('torn')
    class TornController {
      @Public()
      @Authenticated()
      @Get()
      both(): void {
        return undefined;
      }
    }
    @UseGuards(OperatorGuard)
    @Controller('guarded')
    class GuardedController {
      @Authenticated()
      @Get()
      both(): void {
        return undefined;
      }
    }
    expect(await starting(TornController)).toMatch(/TornController\.both says @Public and @Authenticated/);
    expect(await starting(GuardedController)).toMatch(/says @Authenticated and OperatorGuard/);
  });

  it('does not start with an event of a socket that does not say who may send it', async () => {
    @Controller('gateway')
    class ForgottenGateway {
      @SubscribeMessage('forgotten')
      hear(): void {
        return undefined;
      }
    }
    expect(await starting(ForgottenGateway)).toMatch(/ForgottenGateway\.hear does not say who may call it/);
  });

  it('starts where handlers are for operators', async () => {
    @Controller('operated')
    class OperatedController {
      @UseGuards(OperatorGuard)
      @Get()
      list(): void {
        return undefined;
      }
    }
    expect(await starting(OperatedController)).toBe('started');
  });
});
