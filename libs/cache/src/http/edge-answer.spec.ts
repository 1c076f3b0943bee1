import { Controller, Get, Module, NotFoundException, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { httpClient } from '@secureconnect/testing';
import { type FastifyReply } from 'fastify';
import { MultiLayerCache } from '../layers/multi-layer-cache';
import { EdgeCached } from './edge-cached.decorator';

const kept = { maxAge: 60, clientMaxAge: 5, tags: ['shelf'] };

@Controller()
class ShelfController {
  @EdgeCached(kept)
  @Get('book')
  book() {
    return { title: 'Emma' };
  }

  @EdgeCached(kept)
  @Get('diary')
  diary(@Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('cache-control', 'no-store');
    return { title: 'mine' };
  }

  @EdgeCached(kept)
  @Get('lost')
  lost(): never {
    throw new NotFoundException();
  }
}

@Module({
  controllers: [ShelfController],
  providers: [{ provide: MultiLayerCache, useValue: { edgeFill: () => undefined } }],
})
class LibraryModule {}

describe('an application that has no answer kept unasked', () => {
  let app: NestFastifyApplication;
  const control = async (path: string) =>
    (await httpClient(await app.getUrl()).get(path)).headers['cache-control'];

  beforeAll(async () => {
    app = await NestFactory.create(LibraryModule, new FastifyAdapter(), { logger: false });
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onRequest', (_request, reply, done) => {
        reply.header('cache-control', 'no-store');
        done();
      });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());

  it('has that of a handler kept which asks for it', async () => {
    expect(await control('/book')).toBe('public, max-age=5');
  });

  it('has none kept whose handler forbids it, and no error', async () => {
    expect(await control('/diary')).toContain('no-store');
    expect(await control('/lost')).toContain('no-store');
  });
});
