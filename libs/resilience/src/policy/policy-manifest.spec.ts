import { Controller, Get, Injectable, Module, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DeclarationError } from './declaration.error';
import { FailClosed } from './fail-closed.decorator';
import { FailOpen } from './fail-open.decorator';
import { Fallback } from './fallback.decorator';
import { PolicyManifest } from './policy-manifest.service';
import { PolicyModule } from './policy.module';
import { RedisFree } from './redis-free.decorator';

async function tableOf(controllers: Type[], providers: Provider[] = []) {
  @Module({ imports: [PolicyModule], controllers, providers })
  class AnyModule {}
  const options = { logger: false, abortOnError: false } as const;
  const app = await NestFactory.createApplicationContext(AnyModule, options);
  const { operations } = app.get(PolicyManifest, { strict: false });
  await app.close();
  return operations;
}

async function faultsOf(controllers: Type[], providers: Provider[] = []): Promise<string[]> {
  const error: unknown = await tableOf(controllers, providers).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DeclarationError);
  const { faults, message } = error as DeclarationError;
  for (const { target, problem, cure } of faults) expect(message).toContain(`${target} ${problem}. ${cure}`);
  return faults.map(({ target, problem }) => `${target} ${problem}`);
}

@RedisFree('things')
@Controller('things')
class DeclaredController {
  @Get()
  list(): string[] {
    return [];
  }

  @FailOpen('count-things', 'limits', { tiers: ['redis', 'memory'], guarantee: 'near the limit' })
  @FailClosed('count-things', ['revocations', 'locks'])
  @Get('count')
  count(): number {
    return this.notAHandler();
  }

  notAHandler(): number {
    return 0;
  }
}

@Injectable()
class Backup {
  async get(): Promise<number> {
    return 2;
  }
}

@Injectable()
class Shop {
  @Fallback('shop.get', 'goods', { provider: Backup })
  async get(): Promise<number> {
    return 1;
  }
}

describe('the manifest of policies', () => {
  it('lists every handler and declared provider method; a handler wins over its class', async () => {
    expect(await tableOf([DeclaredController], [Shop, Backup])).toEqual([
      {
        operation: 'things.list',
        kind: 'http',
        target: 'DeclaredController.list',
        stores: [{ store: 'redis', mode: 'free' }],
      },
      {
        operation: 'count-things',
        kind: 'http',
        target: 'DeclaredController.count',
        stores: [
          { store: 'limits', mode: 'open', tiers: ['redis', 'memory'], guarantee: 'near the limit' },
          { store: 'revocations', mode: 'closed' },
          { store: 'locks', mode: 'closed' },
        ],
      },
      {
        operation: 'shop.get',
        kind: 'provider',
        target: 'Shop.get',
        stores: [{ store: 'goods', mode: 'fallback' }],
      },
    ]);
  });

  it('finds what a factory made and what was handed in ready', async () => {
    const made = { provide: 'made', useFactory: () => new Shop() };
    expect(await tableOf([], [made, Backup])).toMatchObject([{ operation: 'shop.get' }]);
    expect(await tableOf([], [{ provide: 'ready', useValue: new Shop() }, Backup])).toHaveLength(1);
  });
});

describe('a start is refused', () => {
  it('when a handler declares nothing; its neighbour does not speak for it', async () => {
    @Controller('silent')
    class SilentController {
      @Get()
      say(): void {}

      @RedisFree('whisper')
      @Get('whisper')
      whisper(): void {}
    }
    expect(await faultsOf([SilentController])).toEqual(['SilentController.say declares nothing']);
  });

  it('when declarations contradict each other, and every fault is told at once', async () => {
    @Controller('torn')
    class TornController {
      @FailOpen('torn', 'limits')
      @FailClosed('torn', 'limits')
      @Get('a')
      both(): void {}

      @RedisFree('free')
      @FailClosed('free', 'locks')
      @Get('b')
      freeAndNot(): void {}

      @FailOpen('one', 'limits')
      @FailClosed('two', 'locks')
      @Get('c')
      twoNames(): void {}

      @FailClosed('not a name', 'locks')
      @Get('d')
      named(): void {}
    }
    expect(await faultsOf([TornController])).toEqual([
      'TornController.both declares the store "limits" 2 times: @FailOpen, @FailClosed',
      'TornController.freeAndNot is @RedisFree and names stores all the same',
      'TornController.twoNames calls itself "one" and "two"',
      'TornController.named uses the name "not a name"',
    ]);
  });

  it('when two operations share a name', async () => {
    @Controller('twin')
    class TwinController {
      @RedisFree('count-things')
      @Get()
      twin(): void {}
    }
    expect(await faultsOf([DeclaredController, TwinController])).toEqual([
      'TwinController.twin declares the operation "count-things", as DeclaredController.count does',
    ]);
  });

  it('when a provider method does not say what it returns or where it falls back to', async () => {
    @Injectable()
    class Vague {
      @FailOpen('vague.open', 's')
      async open(): Promise<void> {}

      @Fallback('vague.back', 's')
      async back(): Promise<void> {}
    }
    expect(await faultsOf([], [Vague])).toEqual([
      'Vague.open fails open and does not say what it then returns',
      'Vague.back falls back and does not say to which provider',
    ]);
  });

  it('when a handler says what only a provider method can', async () => {
    @Controller('loud')
    class LoudController {
      @FailOpen('loud', 's', { returns: 1 })
      @Get()
      async say(): Promise<number> {
        return 1;
      }
    }
    expect(await faultsOf([LoudController])).toEqual([
      'LoudController.say is a handler and declares returns',
    ]);
  });

  it('when the fallback does not exist, does not implement the method, or leads back', async () => {
    @Injectable()
    class Lost {
      @Fallback('lost.get', 's', { provider: 'nowhere' })
      async get(): Promise<void> {}

      @Fallback('lost.take', 's', { provider: 'half' })
      async take(): Promise<void> {}

      @Fallback('lost.loop', 's', { provider: 'circle' })
      async loop(): Promise<void> {}
    }
    const half = { provide: 'half', useValue: { get: () => 1 } };
    const circle = { provide: 'circle', useExisting: Lost };
    expect(await faultsOf([], [Lost, half, circle])).toEqual([
      'Lost.get falls back to nowhere, which no module provides as a singleton',
      'Lost.take falls back to half, which has no method take',
      'Lost.loop falls back in a circle by way of circle',
    ]);
  });

  it('when a declaration stands where nothing would heed it', async () => {
    @FailClosed('ignored', 's')
    @Injectable()
    class Ignored {}
    expect(await faultsOf([], [Ignored])).toEqual([
      'Ignored carries a declaration and has no handlers it could hold for',
    ]);
  });
});
