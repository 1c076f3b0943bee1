import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  type OnModuleInit,
  RequestMethod,
  type Type,
} from '@nestjs/common';
import { HEADERS_METADATA, METHOD_METADATA, SSE_METADATA } from '@nestjs/common/constants';
import { HttpAdapterHost } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import { MultiLayerCache } from '../layers/multi-layer-cache';
import { EdgeAnswer, type Answer } from './edge-answer';
import { EdgeCachedError } from './edge-cached.error';
import { type EdgeCachedOptions, type EdgeRequest } from './edge-cached.options';

/** A handler and what was declared for it. */
export interface EdgeCachedHandler<R> {
  readonly where: string;
  readonly handler: () => object;
  readonly options: EdgeCachedOptions<R>;
}

/** The interceptor of one handler; it stops the start where that is none whose answers can be kept. */
export function edgeCachedInterceptor<R>(declared: EdgeCachedHandler<R>): Type<NestInterceptor> {
  @Injectable()
  class EdgeCachedInterceptor extends DeclaredInterceptor<R> {
    constructor(cache: MultiLayerCache, host: HttpAdapterHost) {
      super(declared, cache, host);
    }
  }
  return EdgeCachedInterceptor;
}

abstract class DeclaredInterceptor<R> implements NestInterceptor, OnModuleInit {
  constructor(
    private readonly declared: EdgeCachedHandler<R>,
    private readonly cache: MultiLayerCache,
    private readonly host: HttpAdapterHost,
  ) {}

  /** Not earlier: decorators above ours have not been applied yet when ours is. */
  onModuleInit(): void {
    const { where } = this.declared;
    const handler = this.declared.handler();
    const headers = (Reflect.getMetadata(HEADERS_METADATA, handler) ?? []) as { name: string }[];
    if (headers.some(({ name }) => name.toLowerCase() === 'cache-control'))
      throw new EdgeCachedError(where, 'has Cache-Control said by @Header as well: take one of them away');
    const isGet = Reflect.getMetadata(METHOD_METADATA, handler) === RequestMethod.GET;
    if (isGet && !Reflect.getMetadata(SSE_METADATA, handler)) return;
    throw new EdgeCachedError(
      where,
      'is not on a GET handler with one answer: put it next to @Get, or take it away',
    );
  }

  intercept(context: ExecutionContext, next: CallHandler<R>): Observable<R> {
    const http = context.switchToHttp();
    const request: EdgeRequest = http.getRequest();
    // Before the handler reads anything: what is invalidated from here on overtakes its answer.
    const fill = this.cache.edgeFill();
    const answer = new EdgeAnswer(this.host.httpAdapter, http.getResponse<Answer>(), this.declared.options);
    return next.handle().pipe(
      map((result) => {
        answer.mark(request, result, fill);
        return result;
      }),
    );
  }
}
