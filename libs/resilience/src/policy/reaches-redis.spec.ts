import { Inject, Injectable, Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FailClosed } from './fail-closed.decorator';
import { PolicyManifest } from './policy-manifest.service';
import { PolicyModule } from './policy.module';
import { REACHES_REDIS } from './reaches-redis';

async function start(providers: Provider[]) {
  @Module({ imports: [PolicyModule], providers })
  class AnyModule {}
  const app = await NestFactory.createApplicationContext(AnyModule, { logger: false, abortOnError: false });
  const { operations } = app.get(PolicyManifest, { strict: false });
  await app.close();
  return operations;
}

describe('a provider that is handed Redis itself', () => {
  @Injectable()
  class Gate {
    static readonly [REACHES_REDIS] = true;
  }

  @Injectable()
  class ByConstructor {
    constructor(readonly gate: Gate) {}
  }

  @Injectable()
  class ByProperty {
    @Inject(Gate) readonly gate!: unknown;
  }

  @Injectable()
  class ByToken {
    constructor(@Inject(Gate) readonly gate: unknown) {}
  }

  it.each([ByConstructor, ByProperty, ByToken])(
    'stops the start if it declares nothing: %p',
    async (silent) => {
      await expect(start([Gate, silent])).rejects.toThrow(
        `${silent.name} injects Gate and declares nothing. Put @FailClosed`,
      );
    },
  );

  it('does not if it declares a method, or passes the duty on to whoever injects it', async () => {
    @Injectable()
    class Declared {
      constructor(readonly gate: Gate) {}

      @FailClosed('declared.get', 's')
      async get(): Promise<void> {}
    }

    @Injectable()
    class Marked {
      static readonly [REACHES_REDIS] = true;

      constructor(readonly gate: Gate) {}
    }
    expect(await start([Gate, Declared, Marked])).toMatchObject([{ operation: 'declared.get' }]);
  });
});
