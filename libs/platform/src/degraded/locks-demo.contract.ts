import { type CanActivate, Controller, Get, Injectable, Module, Post, UseGuards } from '@nestjs/common';
import { FailClosed, Failover, FailOpen, Fallback, RedisFree } from '@secureconnect/resilience';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { type RedisServer } from '@secureconnect/testing';
import { once } from 'node:events';
import { connect } from 'node:net';
import { DatabaseConnectionError } from '../database/database-connection.error';

/** Talks to a real Redis without a deadline or an opinion of its own: all there is are declarations. */
@Injectable()
export class Locks {
  static redis: RedisServer;

  constructor(failover: Failover) {
    failover.store({ name: 'locks', guarantees: { redis: 'shared', memory: 'of this instance alone' } });
  }

  @FailClosed('locks.take', 'locks')
  take(): Promise<unknown> {
    return Locks.redis.command('SET', 'lock', '1');
  }

  @FailOpen('locks.held', 'locks', { returns: true })
  async held(): Promise<boolean> {
    return (await Locks.redis.command('EXISTS', 'lock')) === 1;
  }

  /** What a store meets whose PostgreSQL is away: a refused connection, as Redis's would be. */
  @FailOpen('locks.stored', 'limits', { returns: null })
  async stored(): Promise<null> {
    const error: unknown = await once(connect(1, '127.0.0.1'), 'connect').catch(
      (refused: unknown) => refused,
    );
    throw new DatabaseConnectionError(error as Error);
  }
}

@Injectable()
class AsksLocks implements CanActivate {
  constructor(private readonly locks: Locks) {}

  canActivate(): Promise<boolean> {
    return this.locks.held();
  }
}

@Controller('locks')
class LocksController {
  constructor(private readonly locks: Locks) {}

  @FailClosed('take-lock', 'locks')
  @Post()
  async take() {
    return { taken: await this.locks.take() };
  }

  @Fallback('guarded', 'sessions')
  @UseGuards(AsksLocks)
  @Get('guarded')
  guarded() {
    return { guarded: true };
  }

  @RedisFree('guarded-and-free')
  @UseGuards(AsksLocks)
  @Get('free')
  free() {
    return { guarded: true };
  }

  @FailOpen('stored', 'limits')
  @Get('stored')
  stored() {
    return this.locks.stored();
  }
}

@WebSocketGateway({ path: '/ws/locks' })
class LocksGateway {
  constructor(private readonly locks: Locks) {}

  @FailClosed('lock.take', 'locks')
  @SubscribeMessage('lock.take')
  async take() {
    return { ok: true, taken: await this.locks.take() };
  }
}

/** A service's module with a controller, a socket gateway, a guard and a store. */
@Module({ controllers: [LocksController], providers: [Locks, AsksLocks, LocksGateway] })
export class LocksModule {}
