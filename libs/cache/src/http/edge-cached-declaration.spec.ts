import { Controller, Get, Header, Module, Post, Sse, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { RedisFree } from '@secureconnect/resilience';
import { EMPTY } from 'rxjs';
import { MultiLayerCache } from '../layers/multi-layer-cache';
import { VarnishEdgeCache } from '../layers/edge/varnish-edge-cache';
import { EdgeCached } from './edge-cached.decorator';
import { type EdgeCachedOptions } from './edge-cached.options';

describe('a declaration of @EdgeCached that cannot be held', () => {
  const declare = (options: EdgeCachedOptions<string>) => () => {
    class Shelf {
      @EdgeCached(options)
      @Get()
      books(): string {
        return '';
      }
    }
    return Shelf;
  };

  it.each([
    ['no tags', { maxAge: 60, tags: [] }, /Shelf\.books has no tags.*give tags/],
    ['an empty tag', { maxAge: 60, tags: [''] }, /Shelf\.books has no tags/],
    ['a negative age', { maxAge: -1, tags: ['a'] }, /Shelf\.books has maxAge -1: give whole seconds above 0/],
    ['no age', { maxAge: 0, tags: ['a'] }, /has maxAge 0/],
    ['an age that is no number', { maxAge: NaN, tags: ['a'] }, /has maxAge NaN/],
    ['a negative grace', { maxAge: 1, staleIfError: -5, tags: ['a'] }, /has staleIfError -5/],
    [
      'half a second',
      { maxAge: 1, clientMaxAge: 0.5, tags: ['a'] },
      /has clientMaxAge 0.5: give whole seconds, 0/,
    ],
  ])('with %s is refused where it stands', (_name, options, message) => {
    expect(declare(options)).toThrow(message);
  });

  class Poster {
    @EdgeCached({ maxAge: 60, tags: ['a'] })
    @Post()
    books(): string {
      return '';
    }
  }
  class Streamer {
    @EdgeCached({ maxAge: 60, tags: ['a'] })
    @Sse()
    books() {
      return EMPTY as never;
    }
  }

  class Contradicted {
    @Get()
    @Header('cache-control', 'no-store')
    @EdgeCached({ maxAge: 60, tags: ['a'] })
    books(): string {
      return '';
    }
  }
  class Declared {
    @Get()
    @RedisFree('declared-between')
    @EdgeCached({ maxAge: 60, tags: ['a'] })
    books(): string {
      return '';
    }
  }
  const start = async (of: Type) => {
    Controller('books')(of);
    @Module({ controllers: [of], providers: [{ provide: MultiLayerCache, useValue: {} }] })
    class LibraryModule {}
    const adapter = new FastifyAdapter();
    const app = await NestFactory.create(LibraryModule, adapter, { logger: false, abortOnError: false });
    await app.init();
    await app.close();
  };

  it('is not one with another declaration between it and @Get', async () => {
    await expect(start(Declared)).resolves.toBeUndefined();
  });

  it.each([
    ['POST', Poster],
    ['a stream of events', Streamer],
  ])('on %s stops the start', async (_name, of) => {
    await expect(start(of)).rejects.toThrow(`@EdgeCached on ${of.name}.books is not on a GET handler`);
  });

  it('beside a @Header that says something else stops the start', async () => {
    await expect(start(Contradicted)).rejects.toThrow('Contradicted.books has Cache-Control said by @Header');
  });

  it('is that of a Varnish nobody can reach, too', () => {
    expect(() => new VarnishEdgeCache({ urls: ['varnish:6082'] })).toThrow('http://');
  });
});
