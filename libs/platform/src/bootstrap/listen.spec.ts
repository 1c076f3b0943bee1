import { createServer } from 'node:net';
import { Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { freePort } from '@secureconnect/testing';
import { listen } from './listen';

@Injectable()
class Misdeclared implements OnApplicationBootstrap {
  onApplicationBootstrap(): void {
    throw new Error('PagesController.index declares no tags');
  }
}

@Module({})
class WellModule {}

@Module({ providers: [Misdeclared] })
class MisdeclaredModule {}

const made = (module: typeof WellModule) =>
  NestFactory.create(module, new FastifyAdapter(), { logger: false, abortOnError: false });

describe('a service that cannot start', () => {
  it('says in one sentence that its port is taken', async () => {
    const port = await freePort();
    const holder = createServer().listen(port, '127.0.0.1');
    const started = listen(await made(WellModule), { PORT: port, HOST: '127.0.0.1' });
    await expect(started).rejects.toMatchObject({
      code: 'cannot_listen',
      message: expect.stringContaining('another process already listens there'),
    });
    holder.close();
  });

  it('says what its modules say, and does not blame the port', async () => {
    const started = listen(await made(MisdeclaredModule), { PORT: 0, HOST: '127.0.0.1' });
    await expect(started).rejects.toThrow(/^PagesController.index declares no tags$/);
  });
});
