import { Controller, Get, Ip, Module, type Type } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import { type ServiceName } from '@secureconnect/contracts';
import { RedisFree } from '@secureconnect/resilience';
import { httpClient, until } from '@secureconnect/testing';
import { pino } from 'pino';
import { type Socket } from 'socket.io';
import { createApplication } from '../bootstrap/create-application';
import { settingsOf } from '../bootstrap/service-definition';
import { type PlatformValues } from '../config/platform.settings';
import { readSettings } from '../config/read-settings';
import { currentContext } from '../logging/request-context';
import { type ClientStatements, clientStatementHeader } from './client-statements';
import { KnownServiceKeys } from './known-service-keys.service';
import { ServiceKey } from './service-key';
import { ServiceKeyPublisher } from './service-key-publisher.service';
import { ServiceTokens } from './service-tokens.service';
import { SignedClientStatements } from './signed-client-statements';

/** What a service says of who asked it. */
@RedisFree('whence')
@Controller('whence')
class WhenceController {
  @Get()
  tell(@Ip() ip: string): { ip: string; context: string | undefined } {
    return { ip, context: currentContext()?.client?.address };
  }
}

/** The addresses sockets were opened from, as their handshakes say. */
export const handshakes: string[] = [];

@RedisFree('whence.socket')
@WebSocketGateway({ path: '/ws/whence' })
class WhenceGateway implements OnGatewayConnection {
  handleConnection({ handshake }: Socket): void {
    handshakes.push(handshake.address);
  }
}

@Module({ controllers: [WhenceController], providers: [WhenceGateway] })
class WhenceModule {}

/** One process of a service, with all that every service has; Redis is not needed. */
export class SceneService {
  private constructor(
    readonly name: ServiceName,
    readonly app: NestFastifyApplication,
    readonly url: string,
  ) {}

  static async start(
    name: ServiceName,
    databaseUrl: string,
    module: Type = WhenceModule,
  ): Promise<SceneService> {
    const definition = { name, module };
    const env = { PORT: '0', DATABASE_URL: databaseUrl, REDIS_URL: 'redis://127.0.0.1:1' };
    const values = readSettings(name, settingsOf(definition), env) as PlatformValues;
    const app = await createApplication(definition, values, pino({ level: 'silent' }));
    await app.listen(0, '127.0.0.1');
    return new SceneService(name, app, await app.getUrl());
  }

  /** Does not wait for clients that keep their connections. */
  async close(): Promise<void> {
    this.app.getHttpServer().closeAllConnections();
    await this.app.close();
  }

  /** Others can verify what it says. */
  published(): Promise<boolean> {
    return until('its key to be published', () => this.app.get(ServiceKeyPublisher).isPublished, {
      timeout: 20_000,
    });
  }

  /** Statements with this process's key, under any name and at any time. */
  statementsAs(name: string, now: () => number = Date.now): ClientStatements {
    return new SignedClientStatements(this.tokensAs(name, now));
  }

  tokensAs(name: string, now: () => number = Date.now): ServiceTokens {
    const own = { key: this.app.get(ServiceKey), publisher: this.app.get(ServiceKeyPublisher) };
    return new ServiceTokens(name, own, this.app.get(KnownServiceKeys), now);
  }

  /** What the service hears of a request with this statement: the address, or the code of the refusal. */
  async hears(statement?: string): Promise<string> {
    const headers: Record<string, string> =
      statement === undefined ? {} : { [clientStatementHeader]: statement };
    const { status, json } = await httpClient(this.url).get('/whence', { headers });
    const { ip, context, code } = json as Record<string, string>;
    return status === 200 ? `${ip}${ip === context ? '' : ` but ${context}`}` : `${status} ${code}`;
  }
}
