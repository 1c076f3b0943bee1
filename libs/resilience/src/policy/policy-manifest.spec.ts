import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PolicyManifest } from './policy-manifest.service';
import { PolicyModule } from './policy.module';
import { RedisFree } from './redis-free.decorator';
import { UndeclaredOperationError } from './undeclared-operation.error';

@RedisFree('things')
@Controller('things')
class DeclaredController {
  @Get()
  list(): string[] {
    return [];
  }

  @RedisFree('count-things')
  @Get('count')
  count(): number {
    return this.notAHandler();
  }

  notAHandler(): number {
    return 0;
  }
}

@Controller('silent')
class SilentController {
  @Get()
  say(): void {}

  @RedisFree('whisper')
  @Get('whisper')
  whisper(): void {}
}

@Module({ imports: [PolicyModule], controllers: [DeclaredController] })
class DeclaredModule {}

@Module({ imports: [PolicyModule], controllers: [DeclaredController, SilentController] })
class SilentModule {}

describe('the manifest of policies', () => {
  it('lists every handler; its own declaration wins over its class', async () => {
    const app = await NestFactory.createApplicationContext(DeclaredModule, { logger: false });
    const stores = [{ store: 'redis', mode: 'free' }];
    expect(app.get(PolicyManifest, { strict: false }).operations).toEqual([
      { operation: 'things.list', kind: 'http', target: 'DeclaredController.list', stores },
      { operation: 'count-things', kind: 'http', target: 'DeclaredController.count', stores },
    ]);
    await app.close();
  });

  it('stops the start when a handler declares nothing, and names class, method and cure', async () => {
    const start = NestFactory.createApplicationContext(SilentModule, { logger: false, abortOnError: false });
    const error = (await start.catch((thrown: unknown) => thrown)) as UndeclaredOperationError;
    expect(error).toBeInstanceOf(UndeclaredOperationError);
    expect(error.targets).toEqual(['SilentController.say']);
    expect(error.message).toContain('@RedisFree');
  });
});
